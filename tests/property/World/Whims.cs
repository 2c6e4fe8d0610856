using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>Decisions that the specification allows and the policies would not
/// take: any Pod, any node, any victim. Guards are the stages' own.</summary>
internal static class Whims
{
    public static void Take(Chain chain, CommandKind kind, int pick)
    {
        if (kind == CommandKind.Retire)
        {
            Retire(chain, pick);
            return;
        }

        var waiting = chain.S.Queue.Values.SelectMany(pods => pods).ToList();
        if (waiting.Count == 0)
        {
            return;
        }

        var pod = waiting[pick % waiting.Count];
        var node = chain.Nodes[pick / 7 % chain.Nodes.Length];
        if (kind == CommandKind.Bind)
        {
            Step(chain, new BindPod(pod, node));
            return;
        }

        if (chain.S.Nodes.TryGetValue(node, out var view))
        {
            var priority = chain.Shape(pod.Owner).Priority;
            Step(chain, new Preempt(pod, [.. view.Pods.Where(other => chain.Shape(other.Owner).Priority < priority).Order()], node));
        }
    }

    private static void Retire(Chain chain, int pick)
    {
        var tooMany =
            chain.R.ReplicaSets.Values.Where(group => group.Live.Count > group.Held?.Replicas).SelectMany(group => group.Live).ToList();
        if (tooMany.Count > 0)
        {
            var pod = tooMany[pick % tooMany.Count].Pod;
            chain.Tell(() => $"the ReplicaSet stage decides: tombstone {pod}");
            chain.StepR(new TombstonePod(pod));
        }
    }

    private static void Step(Chain chain, Input input)
    {
        var before = chain.S;
        chain.StepS(input);
        if (!ReferenceEquals(before, chain.S))
        {
            chain.Tell(() => $"the Scheduler decided: {Words.Of(input)}");
        }
    }
}
