using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>Failures have ceased: everything that can happen happens, fairly, until nothing is left to do.</summary>
internal static class Healing
{
    private const int Rounds = 20_000;

    /// <summary>Runs the chain to rest and says what is not as it should be then; null if all is.</summary>
    public static string? Converge(Chain chain)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (!Advance(chain))
            {
                return Judge(chain);
            }

            chain.Safety.Check(chain);
            if (chain.Safety.Violations.Count > 0)
            {
                break;
            }
        }

        return chain.Safety.Violations.FirstOrDefault() ?? $"Converges: still busy after {Rounds} rounds";
    }

    private static bool Advance(Chain chain)
    {
        var busy = false;
        foreach (var wire in chain.Wires)
        {
            if (wire.Current == Epoch.None)
            {
                chain.Connect(wire);
                busy = true;
            }
        }

        foreach (var kind in new[] { CommandKind.Deliver, CommandKind.Runtime, CommandKind.ApiServes, CommandKind.ApiAnswers })
        {
            if (HasWork(chain, kind))
            {
                new Command(kind, 0).Run(chain);
                busy = true;
            }
        }

        foreach (var decision in chain.Decisions().Take(1))
        {
            decision();
            busy = true;
        }

        return WatchAll(chain) || busy;
    }

    private static bool HasWork(Chain chain, CommandKind kind) => kind switch
    {
        CommandKind.Deliver => chain.Wires.Any(wire => !wire.IsQuiet),
        CommandKind.Runtime => chain.Runtime.Count > 0,
        CommandKind.ApiServes => chain.Api.Requests.Count > 0,
        _ => chain.Api.Answers.Count > 0,
    };

    private static bool WatchAll(Chain chain)
    {
        var changed = false;
        foreach (var (pod, shown) in chain.Api.Objects)
        {
            var before = chain.K[shown.Node];
            chain.StepK(shown.Node, shown.Deleting ? new ObserveDeleted(pod, shown.Uid, Gone: false) : new ObserveGhost(pod, shown.Uid));
            changed |= !ReferenceEquals(before, chain.K[shown.Node]);
        }

        return changed;
    }

    private static string? Judge(Chain chain)
    {
        var running = chain.K.Values.SelectMany(node => node.Pods).ToList();
        var room = chain.S.Nodes.Values.Sum(node => node.Spec.Allocatable.Pods);
        var group = chain.R.Group(Chain.ReplicaSet);
        var expected = Math.Min(chain.Desired, room);
        if (running.Count != expected || running.Exists(pair => pair.Value.Phase != Phase.Ready))
        {
            return $"Converges: {running.Count} Pods at the nodes, {expected} wanted";
        }

        if (group.Live.Count != chain.Desired || group.Tombstones.Count > 0 || chain.S.Tombstones.Count > 0)
        {
            return $"Terminates: {group.Live.Count} live for {chain.Desired} wanted, {group.Tombstones.Count} and {chain.S.Tombstones.Count} tombstones left";
        }

        var shown = chain.Api.Objects.Where(pair => pair.Value.Running && !pair.Value.Deleting).Select(pair => pair.Key).ToHashSet();
        return shown.SetEquals(running.Select(pair => pair.Key)) && chain.Api.Objects.Count == shown.Count
            ? null
            : $"Converges: the API server shows {chain.Api.Objects.Count} objects, {shown.Count} of them Running, for {running.Count} Pods";
    }
}
