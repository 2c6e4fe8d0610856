using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>What a seed makes of a cluster: how many nodes, how large, and how narrow its queues are.</summary>
internal sealed record Topology
{
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>
    /// Whether the hosts of production run, two candidates for each, of which a Lease
    /// lets one lead; otherwise each stage of the head has a process of its own.
    /// </summary>
    public required bool Elected { get; init; }

    /// <summary>Places for Pods on each node.</summary>
    public required int Places { get; init; }

    public required int Deployments { get; init; }

    /// <summary>By Deployment: how large and how important its Pods are.</summary>
    public required IReadOnlyList<PodClass> Classes { get; init; }

    public required TimeSpan StartDelay { get; init; }

    /// <summary>How long a node may be away before it is cancelled.</summary>
    public required TimeSpan CancelAfter { get; init; }

    public required int RequestsPerNode { get; init; }

    /// <summary>Bounds of mailboxes and links.</summary>
    public required StageActorOptions Actors { get; init; }

    public required int Window { get; init; }

    public Resources Capacity => new(Places * PodClass.MilliCpuOfPlace, 1L << 40, Places);

    /// <summary>Places that all Pods are sure to find, whichever node has which:
    /// what is left over on every node may be one too few for the largest.</summary>
    public int RoomOf(int nodes) => nodes * (Places - Classes.Max(each => each.Size) + 1);

    /// <summary>The class of a Pod's ReplicaSet, which is named after its Deployment.</summary>
    public PodClass ClassOf(ScaleKey replicaSet) => Classes[replicaSet.Value["default/web".Length] - '0'];

    public static Topology Of(Random random, Random classes, bool elected)
    {
        var narrow = random.Chance(0.3);
        var highWater = narrow ? random.Next(1, 6) : 1024;
        var topology = new Topology
        {
            Classes = [],
            Elected = elected,
            Nodes = [.. Enumerable.Range(0, random.Next(2, 6)).Select(index => $"n{index}")],
            Places = random.Next(3, 12),
            Deployments = random.Next(1, 4),
            StartDelay = random.Chance(0.3) ? TimeSpan.Zero : random.Milliseconds(1, 1500),
            CancelAfter = random.Chance(0.5) ? random.Seconds(2, 12) : TimeSpan.FromSeconds(340),
            RequestsPerNode = random.Pick([1, 2, 4, 64]),
            Window = narrow ? random.Next(1, 3) : 16,
            Actors = new StageActorOptions
            {
                MailboxCapacity = narrow ? random.Next(1, 5) : 4096,
                Slice = narrow ? random.Next(1, 4) : 256,
                Links = new LinkOptions
                {
                    HighWater = highWater,
                    Capacity = narrow ? highWater + random.Next(2, 40) : 131_072,
                    BatchSize = narrow ? random.Next(1, 4) : 512,
                },
            },
        };
        return topology with { Classes = PodClass.Draw(classes, topology) };
    }

    public override string ToString() =>
        $"{(Elected ? "elected hosts" : "separate stages")}, {Nodes.Count} nodes of {Places} places, {Deployments} Deployments of " +
        $"{string.Join(", ", Classes)}, start delay {StartDelay.TotalMilliseconds:0} ms, {RequestsPerNode} requests, cancelled after " +
        $"{CancelAfter.TotalSeconds:0} s, mailbox {Actors.MailboxCapacity}, high water {Actors.Links.HighWater} of " +
        $"{Actors.Links.Capacity}, window {Window}";
}
