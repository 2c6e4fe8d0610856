namespace KubeDirect.Tests.Refinement.Graphs;

/// <summary>Visits every reachable state of the code, breadth first, and compares each with the specification's graph.</summary>
/// <remarks>It stops at the first difference; since the search is breadth first, none is nearer to the beginning.</remarks>
internal sealed class Explorer
{
    private readonly Chain chain;
    private readonly GraphFile graph;
    private readonly Mapping mapping;
    private readonly Hidden hidden = new();
    private readonly Dictionary<(ulong Mapped, ulong Hidden), int> found = [];
    private readonly HashSet<ulong> mapped = [];
    private readonly HashSet<ulong> counted = [];
    private readonly List<(int Parent, string Label)> origins = [];
    private readonly Queue<(int Index, World World, ulong Mapped)> frontier = new();
    private readonly Dictionary<string, ulong> labels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    private Explorer(Chain chain, GraphFile graph) => (this.chain, this.graph, mapping) = (chain, graph, new Mapping(chain.Bounds));

    /// <summary>How many states of the code there are.</summary>
    public int CodeStates => found.Count;

    /// <summary>How many states of the specification they map to.</summary>
    public int States => mapped.Count;

    /// <summary>How many edges each label has, between states of the specification.</summary>
    public IReadOnlyDictionary<string, int> Labels => counts;

    /// <summary>The changes of phase on all edges.</summary>
    public Arrows Arrows { get; } = new();

    /// <summary>The first difference, in readable form; null if there is none.</summary>
    public string? Difference { get; private set; }

    /// <summary>Explores all there is, or up to the first difference.</summary>
    public static Explorer Compare(Chain chain, GraphFile graph)
    {
        var explorer = new Explorer(chain, graph);
        explorer.Difference = explorer.Begin() ?? explorer.Search() ?? explorer.Unreached();
        return explorer;
    }

    private string? Begin()
    {
        foreach (var world in chain.Warm())
        {
            var state = Visit(world, parent: -1, "the beginning");
            if (!graph.Head.Initial.Contains(state))
            {
                return $"The code begins in a state in which the specification does not:\n{Readable.State(mapping.Map(world))}";
            }
        }

        return mapped.Count == graph.Head.Initial.Length
            ? null
            : $"The specification has {graph.Head.Initial.Length} initial states, the code {mapped.Count}.";
    }

    private string? Search()
    {
        var edges = new HashSet<(string Label, ulong Target)>();
        while (frontier.TryDequeue(out var from))
        {
            edges.Clear();
            foreach (var (label, next) in chain.Successors(from.World))
            {
                var target = Visit(next, from.Index, label);
                if (!graph.States.ContainsKey(target))
                {
                    return $"{Path(from.Index)}\nthe code takes the step {label} to a state that the specification does not " +
                        $"reach:\n{Readable.Change(mapping.Map(from.World), mapping.Map(next))}";
                }

                edges.Add((label, target));
                Arrows.Note(label, from.World, next);
            }

            var sum = 0u;
            var count = counted.Add(from.Mapped) ? 1 : 0; // States of the code that map to the same state have the same edges.
            foreach (var (label, target) in edges)
            {
                sum = unchecked(sum + Fingerprint.Edge(Of(label), target));
                counts[label] = counts.GetValueOrDefault(label) + count;
            }

            if (sum != graph.States[from.Mapped])
            {
                return $"{Path(from.Index)}\n{Explain(edges, unchecked(graph.States[from.Mapped] - sum))}\nThe " +
                    $"state:\n{Readable.State(mapping.Map(from.World))}";
            }
        }

        return null;
    }

    // A state that is not reached has an edge to it that was missed, so this cannot happen unless the graph has an island.
    private string? Unreached() =>
        mapped.Count == graph.States.Count
        ? null
        : $"The specification has {graph.States.Count} states, of which the code reaches {mapped.Count}.";

    private ulong Visit(World world, int parent, string label)
    {
        var state = Fingerprint.Of(mapping.Map(world));
        var key = (state, Fingerprint.Of(hidden.Of(world)));
        if (found.TryAdd(key, origins.Count))
        {
            mapped.Add(state);
            frontier.Enqueue((origins.Count, world, state));
            origins.Add((parent, label));
        }

        return state;
    }

    private ulong Of(string label)
    {
        if (!labels.TryGetValue(label, out var hash))
        {
            labels.Add(label, hash = Fingerprint.Of(label));
        }

        return hash;
    }

    /// <summary>Names the edge that one graph has and the other has not, from the difference of their sums.</summary>
    private string Explain(HashSet<(string Label, ulong Target)> edges, uint difference)
    {
        foreach (var (label, target) in edges)
        {
            if (unchecked(0u - Fingerprint.Edge(Of(label), target)) == difference)
            {
                return $"the code can take the step {label}, to a state that is otherwise reachable; in the specification it cannot.";
            }
        }

        foreach (var (label, wrong) in edges)
        {
            var wanted = unchecked(difference + Fingerprint.Edge(Of(label), wrong));
            if (graph.States.Keys.Any(target => Fingerprint.Edge(Of(label), target) == wanted))
            {
                return $"the step {label} leads the code to a state that is otherwise reachable, but the specification to another.";
            }
        }

        foreach (var label in graph.Head.Labels.Keys)
        {
            foreach (var target in graph.States.Keys)
            {
                if (Fingerprint.Edge(Of(label), target) == difference)
                {
                    return $"the specification can take the step {label}, to a state that the code " +
                        $"{(mapped.Contains(target) ? "has reached otherwise" : "has not reached yet")}; the code cannot.";
                }
            }
        }

        return "more than one edge differs. The code can take: " +
            $"{string.Join(", ", edges.Select(edge => edge.Label).Order(StringComparer.Ordinal))}.";
    }

    private string Path(int index)
    {
        var steps = new List<string>();
        for (var i = index; i >= 0; i = origins[i].Parent)
        {
            steps.Add(origins[i].Label);
        }

        steps.Reverse();
        return $"After {string.Join(", ", steps)}:";
    }
}
