using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Model.Topology;

namespace KubeDirect.Tests.Refinement.Model;

/// <content>Every step that is possible in a state, under the specification's name.
/// Whether a decision is possible is asked of the step functions alone.</content>
internal sealed partial class Chain
{
    private static IEnumerable<int> Named(World w) => w.Names.Keys;

    /// <summary>Every successor, with the label of its edge.</summary>
    public IEnumerable<(string Label, World Next)> Successors(World w) =>
        LinkSteps(w)
            .Concat(Receptions(w))
            .Concat(Decisions(w))
            .Concat(RuntimeSteps(w))
            .Concat(ApiSteps(w))
            .Concat(MarkSteps(w))
            .Concat(NodeSteps(w))
            .Concat(Failures(w));

    private IEnumerable<(string Label, World Next)> LinkSteps(World w)
    {
        foreach (var (link, wire) in w.Net)
        {
            // Who hosts a stage dials only where there is no connection, and after it has said that the former one is lost.
            if (!wire.IsConnected && Below(w, link).Status == LinkStatus.Down
                && Take(w, Upper(link), new Connect(IdOf(link))) is { } connected)
            {
                yield return (Canon.Label("Connect", Text(link)), Count(w, connected, link));
            }

            if (!wire.IsConnected && Take(w, Upper(link), new LinkLost(IdOf(link))) is { } lost)
            {
                yield return (Canon.Label("LinkLost", Text(link)), lost);
            }

            if (Take(w, Lower(link), Answer.Now) is { } answered)
            {
                yield return (Canon.Label("Answer", Text(link)), answered);
            }
        }
    }

    // Handshakes of the Scheduler are numbered by link in the specification.
    private static World Count(World before, World after, string link)
    {
        var last = Below(before, link).Epoch;
        return Upper(link) == Scheduler
            ? after with
            {
                Handshakes = after.Handshakes.Add(Below(after, link).Epoch, last == Epoch.None ? 1 : before.Handshakes[last] + 1),
            }
            : after;
    }

    private IEnumerable<(string Label, World Next)> Receptions(World w)
    {
        foreach (var (link, wire) in w.Net)
        {
            foreach (var (message, rest) in wire.Arrivals(down: true))
            {
                var consumed = w with { Net = w.Net.SetItem(link, rest) };
                if (Take(consumed, Lower(link), new FromAbove(message)) is { } next)
                {
                    foreach (var closed in message is Hello ? CloseOther(next, link, message.Epoch) : [next])
                    {
                        yield return (LabelOf(link, message), closed);
                    }
                }
            }

            foreach (var (message, rest) in wire.Arrivals(down: false))
            {
                var consumed = w with { Net = w.Net.SetItem(link, rest) };
                if (Take(consumed, Upper(link), new FromBelow(IdOf(link), message)) is { } next)
                {
                    // The Autoscaler has nobody to answer and does not note that it has recovered; the specification does.
                    var head = link == AD && message is ScaleSnapshot && next.A.Below.InSync && !w.A.Below.InSync;
                    yield return (LabelOf(link, message), head ? next with { HeadRecovered = true } : next);
                }
            }
        }
    }

    // Who hosts a stage closes the connection that another Hello came on.
    private IEnumerable<World> CloseOther(World w, string link, Epoch accepted) =>
        w.Net[link].Conn == accepted ? [w] : Cut(w, link);

    private static string LabelOf(string link, Message message) => (message, link) switch
    {
        (Hello or SetCount or CountAck or ScaleSnapshot, _) => Canon.Label("Recv" + message.GetType().Name, Text(link)),
        (Place, _) => "RecvPlace",
        (Bind, _) => Canon.Label("RecvBind", link),
        (Tombstone, RS) => "RecvTombstone_Scheduler",
        (Tombstone, _) => Canon.Label("RecvTombstone_Kubelet", link),
        (PodSnapshot or Update, RS) => $"Recv{message.GetType().Name}_ReplicaSet",
        _ => Canon.Label($"Recv{message.GetType().Name}_Scheduler", link),
    };

    private IEnumerable<(string Label, World Next)> Decisions(World w)
    {
        // The watch shows the Autoscaler what the Deployment says, and with that its list is complete.
        if (!w.A.Wants.TryGetValue(DeploymentKey, out var want) || want != w.Api.Replicas)
        {
            yield return ("Scale", Observe(w, Autoscaler, new Scale(DeploymentKey, w.Api.Replicas), Listed.Now));
        }

        if (Take(w, Autoscaler, new PushCount(DeploymentKey)) is { } ad)
        {
            yield return (Canon.Label("PushCount", Text(AD)), ad);
        }

        foreach (var set in Sets)
        {
            if (Take(w, Deployment, new PushCount(SetKey(set))) is { } dr)
            {
                yield return (Canon.Label("PushCount", Text(DR)), dr);
            }
        }

        // A list that lags shows what was current earlier; a watch goes forward from its list.
        var shown = Bounds.ReplicaSets == 1 ? 0 : w.D.Current.TryGetValue(DeploymentKey, out var current) ? w.NumberOf(current) : 0;
        foreach (var template in w.Api.PastTemplates.Where(_ => shown == 0)
            .Append(w.Api.Template)
            .Distinct()
            .Where(template => Bounds.ReplicaSets > 1 && template != shown))
        {
            yield return ("ObserveDeployment", Observe(w, Deployment, Templates(w, template)));
        }

        foreach (var (number, input) in Names(w))
        {
            var named = w.Names.ContainsKey(number) ? w : w with { Names = w.Names.Add(number, input.Pod) };
            if (Take(named, ReplicaSet, input) is { } created)
            {
                yield return (Canon.Label("CreatePod", Canon.Int(number)), created);
            }
        }

        foreach (var pod in Named(w))
        {
            if (Take(w, ReplicaSet, new TombstonePod(w.Pod(pod))) is { } tombstoned)
            {
                yield return (Canon.Label("TombstonePod", Canon.Int(pod)), tombstoned);
            }

            foreach (var node in Bounds.Nodes)
            {
                if (Take(w, Scheduler, new BindPod(PodBelow(w, w.Pod(pod)), new NodeName(node))) is { } bound)
                {
                    yield return (Canon.Label("BindPod", Canon.Int(pod), node), bound);
                }

                foreach (var victim in Named(w))
                {
                    if (Take(
                        w, Scheduler,
                        new Preempt(PodBelow(w, w.Pod(pod)), [PodBelow(w, w.Pod(victim))], new NodeName(node))) is { } preempting)
                    {
                        yield return (Canon.Label("Preempt", Canon.Int(pod), Canon.Int(victim), node), preempting);
                    }
                }
            }
        }
    }

    // Every name of this run of the ReplicaSet stage: those that were given, which
    // must be refused, and the next. Later ones differ in nothing but their text.
    private IEnumerable<(int Number, CreatePod Input)> Names(World w)
    {
        foreach (var set in Sets)
        {
            var next = w.Names.Keys.Where(number => w.OwnerOf(number) == set).DefaultIfEmpty(set - Bounds.ReplicaSets).Max()
                + Bounds.ReplicaSets;
            for (ulong ordinal = 0; ordinal <= w.R.Named; ordinal++)
            {
                var pod = new PodId(SetKey(set), PodNames.Suffix(w.R.Incarnation, ordinal));
                var number = w.Names.Where(pair => pair.Value == pod).Select(pair => pair.Key).DefaultIfEmpty(next).First();
                if (number <= Bounds.Names)
                {
                    yield return (number, new CreatePod(pod, ordinal));
                }
            }
        }
    }

    private IEnumerable<(string Label, World Next)> RuntimeSteps(World w)
    {
        foreach (var (node, running) in w.Runtime)
        {
            foreach (var (pod, stopping) in running)
            {
                if (Take(w, node, new PodStarted(PodBelow(w, w.Pod(pod)))) is { } started)
                {
                    yield return (Canon.Label("PodStarted", node, Canon.Int(pod)), started);
                }

                if ((stopping || w.Left.PodFailures > 0) && Take(w, node, new PodStopped(PodBelow(w, w.Pod(pod)))) is { } stopped)
                {
                    yield return (Canon.Label("PodStopped", node, Canon.Int(pod)), stopped with
                    {
                        Runtime = stopped.Runtime.SetItem(node, running.Remove(pod)),
                        Hist = stopped.Hist with { Ended = stopped.Hist.Ended.Add(pod) },
                        Left = stopping ? w.Left : w.Left with { PodFailures = w.Left.PodFailures - 1 },
                    });
                }
            }
        }
    }
}
