using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>Failures have ceased: everything that can happen happens, fairly, until nothing is left to do.</summary>
internal static class Healing
{
    private const int Rounds = 60_000;

    /// <summary>Runs the chain to rest and says what is not as it should be then; null if all is.</summary>
    public static string? Converge(Chain chain)
    {
        chain.Story.Add("failures cease");
        foreach (var node in chain.Cordoned.ToList())
        {
            chain.Cordon(node, cordoned: false);
        }

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

    /// <summary>One round of what goes on while nothing fails.</summary>
    /// <returns>Whether anything was left to do.</returns>
    public static bool Advance(Chain chain)
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

        while (chain.Marks.Requests.Count > 0)
        {
            chain.Marks.Serve(chain.Marks.Requests[0]);
            busy = true;
        }

        foreach (var node in chain.Marks.Marked.ToList())
        {
            busy |= chain.Marks.Seen(node);
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
            Outside.Show(chain, pod, shown);
            changed |= !ReferenceEquals(before, chain.K[shown.Node]);
        }

        return changed;
    }

    private static string? Judge(Chain chain)
    {
        var running = chain.K.Values.SelectMany(node => node.Pods).ToList();
        var expected = Math.Min(chain.Functions.Sum(function => function.Desired), chain.Room);
        if (running.Count != expected || running.Exists(pair => pair.Value.Phase != Phase.Ready))
        {
            return $"Converges: {running.Count} Pods at the nodes, {expected} wanted";
        }

        foreach (var (function, replicaSet) in chain.Functions.SelectMany(function => function.ReplicaSets.Select(replicaSet => (function, replicaSet))))
        {
            var (group, wanted) = (chain.R.Group(replicaSet), replicaSet == function.Current ? function.Desired : 0);
            if (group.Live.Count != wanted || group.Tombstones.Count > 0)
            {
                return $"Terminates: {group.Live.Count} live of {replicaSet} for {wanted} wanted, {group.Tombstones.Count} tombstones left";
            }
        }

        if (chain.S.Tombstones.Count > 0 || chain.Marks.Marked.Any())
        {
            return $"Terminates: {chain.S.Tombstones.Count} tombstones left at the Scheduler, {chain.Marks.Marked.Count()} nodes marked";
        }

        var shown = chain.Api.Objects.Where(pair => pair.Value.Running && !pair.Value.Deleting).Select(pair => pair.Key).ToHashSet();
        return shown.SetEquals(running.Select(pair => pair.Key)) && chain.Api.Objects.Count == shown.Count
            ? null
            : $"Converges: the API server shows {chain.Api.Objects.Count} objects, {shown.Count} of them Running, for {running.Count} Pods";
    }
}
