using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>A state of the code: the memories of the real stages, and the model of what is around them. Immutable.</summary>
internal sealed record World : INames
{
    public required AutoscalerState A { get; init; }

    public required DeploymentState D { get; init; }

    public required ReplicaSetState R { get; init; }

    public required SchedulerState S { get; init; }

    /// <summary>By node.</summary>
    public required ImmutableSortedDictionary<string, KubeletState> K { get; init; }

    /// <summary>By link: AD, DR, RS, and the nodes.</summary>
    public required ImmutableSortedDictionary<string, Wire> Net { get; init; }

    /// <summary>By stage: the number of its run, from 1.</summary>
    public required ImmutableSortedDictionary<string, int> Runs { get; init; }

    /// <summary>How many messages were kept back so far.</summary>
    public int Lates { get; init; }

    /// <summary>Whether the Autoscaler was in sync in this run. It has nobody to answer, so the code does not keep this.</summary>
    public bool HeadRecovered { get; init; }

    /// <summary>What each node's runtime was told to run, and whether it was told to stop it.</summary>
    public required ImmutableSortedDictionary<string, ImmutableSortedDictionary<int, bool>> Runtime { get; init; }

    public required ApiServer Api { get; init; }

    public required History Hist { get; init; }

    public required Allowance Left { get; init; }

    /// <summary>
    /// The Pods by the specification's numbers: those of each ReplicaSet in the order in which they were named, so of the first of two 1,
    /// 3, … A Pod's own number is found by the end of its name, since its ReplicaSet
    /// has another name below the link into the Scheduler if it is of high priority.
    /// </summary>
    public ImmutableSortedDictionary<int, PodId> Names { get; init; } = ImmutableSortedDictionary<int, PodId>.Empty;

    /// <summary>How many ReplicaSets the Deployment has.</summary>
    public required int Sets { get; init; }

    /// <summary>The specification counts handshakes by link, the Scheduler over all its links: by epoch, the number on its link.</summary>
    public ImmutableDictionary<Epoch, int> Handshakes { get; init; } = ImmutableDictionary<Epoch, int>.Empty;

    /// <summary>By node: the epoch of the Scheduler's link to it when its Node was
    /// deleted. The Scheduler forgets it, the specification does not.</summary>
    public ImmutableSortedDictionary<string, Epoch> Former { get; init; } = ImmutableSortedDictionary<string, Epoch>.Empty;

    public int NumberOf(PodId pod)
    {
        foreach (var (number, named) in Names)
        {
            if (named.Suffix == pod.Suffix)
            {
                return number;
            }
        }

        throw new InvalidOperationException($"{pod} was never named.");
    }

    public int NumberOf(string link, ScaleKey key) => link == Topology.AD ? 1 : NumberOf(key);

    public int KeysOf(string link) => link == Topology.AD ? 1 : Sets;

    /// <summary>The number of a ReplicaSet.</summary>
    public int NumberOf(ScaleKey replicaSet) => Enumerable.Range(1, Sets).First(number => Topology.SetKey(number) == replicaSet);

    /// <summary>The ReplicaSet of a Pod.</summary>
    public int OwnerOf(int pod) => ((pod - 1) % Sets) + 1;

    /// <summary>A Pod as the ReplicaSet stage calls it.</summary>
    public PodId Pod(int number) => Names[number];

    public string NodeOf(NodeName node) => node.Value;

    // An incarnation becomes the number of the run that has it; the Scheduler's handshakes are counted by link.
    public string EpochOf(string link, Epoch epoch)
    {
        var counter = Topology.Upper(link) == Topology.Scheduler && epoch != Epoch.None ? Handshakes[epoch] : (int)epoch.Counter;
        return Canon.Sequence([Canon.Int((long)(epoch.Incarnation & 0xff)), Canon.Int(counter)]);
    }
}
