namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>What the Pods of one Deployment ask for.</summary>
/// <param name="Size">Places of a node that each takes.</param>
/// <param name="Priority">How important they are.</param>
internal readonly record struct PodClass(int Size, int Priority)
{
    /// <summary>Processor time of one place.</summary>
    public const int MilliCpuOfPlace = 10;

    private const int Largest = 3;

    /// <summary>The name of a PriorityClass that a template names; empty for none.</summary>
    public string ClassName => Priority == 0 ? "" : NameOf(Priority);

    /// <summary>The PriorityClasses of the cluster.</summary>
    public static IReadOnlyList<int> Priorities { get; } = [100, 1000];

    public static string NameOf(int priority) => $"priority-{priority}";

    /// <summary>Most seeds have Pods that are all alike; in the others some are
    /// larger, and the first Deployment's are the most important.</summary>
    public static IReadOnlyList<PodClass> Draw(Random random, Topology topology)
    {
        var differ = topology.Deployments > 1 && random.Chance(0.5);
        return [.. Enumerable.Range(0, topology.Deployments).Select(index => differ
            ? new PodClass(random.Next(1, Math.Min(Largest, topology.Places) + 1), index == 0 ? 1000 : random.Pick([0, 0, 100]))
            : new PodClass(1, 0))];
    }

    public override string ToString() => $"size {Size} priority {Priority}";
}
