using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Model.Topology;

namespace KubeDirect.Tests.Refinement.Traces;

/// <summary>What the specification calls the Pods, nodes, links and epochs of a trace.</summary>
internal sealed class TraceNames : INames
{
    private readonly Dictionary<PodId, int> pods = [];
    private readonly Dictionary<ScaleKey, int> named = [];
    private readonly List<ScaleKey> replicaSets;
    private readonly HashSet<PodId> created;
    private readonly SortedDictionary<string, string> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> runs = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> incarnations = [];
    private readonly Dictionary<(string Link, ulong Incarnation), int> handshakes = [];
    private readonly Dictionary<Epoch, int> counters = [];
    private readonly Dictionary<string, int> marks = new(StringComparer.Ordinal);
    private ScaleKey? deployment;

    /// <summary>Names the ReplicaSets in the order in which the steps first speak
    /// of one: the first is the one that is current at the beginning.</summary>
    public TraceNames(IReadOnlyCollection<ReplayedStep> steps)
    {
        replicaSets =
        [
            .. steps.Select(step => step.Input switch
            {
                ObserveDeployment { Current: { } current } => current,
                PushCount push when step.Stage == Deployment => push.Key,
                _ => (ScaleKey?)null,
            }).OfType<ScaleKey>().Distinct(),
        ];
        created = [.. steps.Select(step => step.Input).OfType<CreatePod>().Select(create => create.Pod)];
    }

    /// <summary>The highest number of a Pod.</summary>
    public int Pods => pods.Values.DefaultIfEmpty().Max();

    /// <summary>How many ReplicaSets there are.</summary>
    public int ReplicaSets => Math.Max(1, replicaSets.Count);

    /// <summary>The nodes' model values.</summary>
    public IEnumerable<string> Nodes => nodes.Values;

    /// <summary>A node is given up, with this mark: says the mark's number.</summary>
    public int Mark(string mark)
    {
        // One that is given twice stays what it was, so that TLC can refuse it.
        marks.TryAdd(mark, marks.Count + 1);
        return marks[mark];
    }

    /// <summary>The number of a mark that a Kubelet or Scheduler sees; 0 is the deletion of the Node.</summary>
    public int NumberOfMark(string mark) =>
        marks.TryGetValue(mark, out var number) ? number
        : mark.StartsWith("deleted.", StringComparison.Ordinal) ? 0
        : throw new NotSupportedException($"The mark {mark} is an operator's.");

    /// <summary>A run of a stage begins; says which.</summary>
    public int Begin(string stage, ulong? incarnation)
    {
        StageOf(stage);
        runs[stage] = runs.GetValueOrDefault(stage) + 1;
        if (incarnation is { } number)
        {
            incarnations[number] = runs[stage];
        }

        return runs[stage];
    }

    /// <summary>Whether the object is one that another chain left behind, before this one began.</summary>
    public bool IsLeftover(PodId pod) => !created.Contains(pod);

    /// <summary>Likewise: whether it is a ReplicaSet that no step of this chain is about.</summary>
    public bool IsLeftover(ScaleKey replicaSet) => !replicaSets.Contains(replicaSet);

    /// <summary>A Pod is named. Of two ReplicaSets, the Pods of the first
    /// are 1, 3, 5, …, as the specification's <c>Owner</c> has it.</summary>
    public void Name(PodId pod)
    {
        // A name that is given again stays the Pod that it was, so that TLC can refuse it.
        var before = named.GetValueOrDefault(pod.Owner);
        if (pods.TryAdd(pod, (before * ReplicaSets) + NumberOf(DR, pod.Owner)))
        {
            named[pod.Owner] = before + 1;
        }
    }

    /// <summary>A handshake begins.</summary>
    public void Connect(string link, IEnumerable<Output> outputs)
    {
        foreach (var epoch in outputs.OfType<SendDown>().Select(down => down.Message).OfType<Hello>().Select(hello => hello.Epoch))
        {
            var key = (link, epoch.Incarnation);
            counters[epoch] = handshakes[key] = handshakes.GetValueOrDefault(key) + 1;
        }
    }

    public int NumberOf(PodId pod) =>
        pods.TryGetValue(pod, out var number) ? number : throw new NotSupportedException($"{pod} was named before the trace began.");

    public int KeysOf(string link) => link == AD ? 1 : ReplicaSets;

    public int NumberOf(string link, ScaleKey key)
    {
        if (link == AD)
        {
            return (deployment ??= key) == key ? 1 : throw new NotSupportedException($"{key} is a second Deployment.");
        }

        return replicaSets.IndexOf(key) + 1 is > 0 and var number
            ? number
            : throw new NotSupportedException($"Nobody has spoken of the ReplicaSet {key}.");
    }

    public string NodeOf(NodeName node) => StageOf(node.Value);

    public string EpochOf(string link, Epoch epoch) => epoch == Epoch.None
        ? "<<0, 0>>"
        : counters.TryGetValue(epoch, out var counter)
            ? $"<<{incarnations[epoch.Incarnation]}, {counter}>>"
            : throw new NotSupportedException($"The handshake of epoch {epoch} is not in the trace.");

    /// <summary>A stage: by its kind, or a node's model value.</summary>
    public string StageOf(string stage)
    {
        if (stage is Autoscaler or Deployment or ReplicaSet or Scheduler)
        {
            return stage;
        }

        if (!nodes.TryGetValue(stage, out var value))
        {
            nodes.Add(stage, value = $"n{nodes.Count + 1}");
        }

        return value;
    }

    /// <summary>The link that a stage answers on.</summary>
    public string LinkAbove(string stage) =>
        stage switch { Autoscaler => "", Deployment => AD, ReplicaSet => DR, Scheduler => RS, _ => StageOf(stage) };

    /// <summary>The links that a stage dials.</summary>
    public IEnumerable<string> LinksBelow(string stage) =>
        stage switch { Autoscaler => [AD], Deployment => [DR], ReplicaSet => [RS], Scheduler => Nodes, _ => [] };

    /// <summary>A link that a stage dials.</summary>
    public string LinkBelow(string stage, LinkId link) =>
        stage switch { Autoscaler => AD, Deployment => DR, ReplicaSet => RS, _ => StageOf(link.Value) };
}
