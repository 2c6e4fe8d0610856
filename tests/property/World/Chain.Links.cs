using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <content>Links: who stands at their ends.</content>
internal sealed partial class Chain
{
    public Wire AD { get; } = new();

    public Wire DR { get; } = new();

    public Wire RS { get; } = new();

    public Dictionary<NodeName, Wire> NodeWires { get; } = [];

    public IEnumerable<Wire> Wires => NodeWires.Values.Prepend(RS).Prepend(DR).Prepend(AD);

    /// <summary>Whether a link that has no connection could have one: nothing lies
    /// between, and of a node, the Scheduler knows it and it is there.</summary>
    public bool CanConnect(Wire wire) =>
        wire.Current == Epoch.None && !wire.IsCut && (wire == AD || wire == DR || wire == RS || Membership.IsReachable(NodeOf(wire)));

    /// <summary>The upper end of a link dials, if it has no connection or
    /// one that it sees to be broken, and if nothing lies between.</summary>
    public void Connect(Wire wire)
    {
        if (wire.Current != Epoch.None)
        {
            return;
        }

        Notice(wire);
        if (CanConnect(wire))
        {
            Tell(() => $"{NameOf(wire)} is dialed");
            Upstream(wire, link => new Connect(link));
        }
    }

    /// <summary>The upper end of a link sees that its connection is broken, if it is.</summary>
    public void Notice(Wire wire)
    {
        if (wire.Current == Epoch.None && wire.UpstreamBelieves)
        {
            wire.UpstreamBelieves = false;
            Upstream(wire, link => new LinkLost(link));
        }
    }

    public void Deliver(Wire wire, bool down, Message message)
    {
        if (message is Hello hello)
        {
            wire.Greeted(hello.Epoch);
        }

        var (held, before) = Receiver(wire, down);
        if (down)
        {
            Downstream(wire, new FromAbove(message));
        }
        else
        {
            Upstream(wire, link => new FromBelow(link, message));
        }

        if (message is not Hello && message.Epoch != held && !ReferenceEquals(before, Receiver(wire, down).State))
        {
            Safety.Violate(
                $"EpochFencing: a {message.GetType().Name} of epoch {message.Epoch} on {NameOf(wire)} " +
                    $"changed a stage whose epoch is {held}");
        }
    }

    /// <summary>What stands at the ends of a link, in words.</summary>
    public string NameOf(Wire wire) =>
        wire == AD
        ? "Autoscaler-Deployment"
        : wire == DR ? "Deployment-ReplicaSet" : wire == RS ? "ReplicaSet-Scheduler" : $"Scheduler-{NodeOf(wire)}";

    /// <summary>The upper end of a link, and whether it is in sync on the connection that is there.</summary>
    public (LinkBelow End, bool IsHealthy) UpperEnd(Wire wire)
    {
        var end = wire == AD
            ? A.Below
            : wire == DR ? D.Below : wire == RS ? R.Below : S.Nodes.TryGetValue(NodeOf(wire), out var node) ? node.Link : default;
        return (end, end.InSync && wire.Current == end.Epoch);
    }

    private NodeName NodeOf(Wire wire) => NodeWires.First(pair => pair.Value == wire).Key;

    /// <summary>The epoch and the state of the end that a message arrives at.</summary>
    private (Epoch Epoch, object State) Receiver(Wire wire, bool down) => (
        !down ? UpperEnd(wire).End.Epoch : wire == AD
            ? D.Above.Epoch
            : wire == DR ? R.Above.Epoch : wire == RS ? S.Above.Epoch : K[NodeOf(wire)].Above.Epoch,
        wire == AD ? down ? D : A : wire == DR ? down ? R : D : wire == RS ? down ? S : R : down ? K[NodeOf(wire)] : S);

    private void Upstream(Wire wire, Func<LinkId, Input> input)
    {
        if (wire == AD)
        {
            StepA(input(LinkId.Only));
        }
        else if (wire == DR)
        {
            StepD(input(LinkId.Only));
        }
        else if (wire == RS)
        {
            StepR(input(LinkId.Only));
        }
        else
        {
            StepS(input(LinkId.To(NodeOf(wire))));
        }
    }

    private void Downstream(Wire wire, Input input)
    {
        if (wire == AD)
        {
            StepD(input);
        }
        else if (wire == DR)
        {
            StepR(input);
        }
        else if (wire == RS)
        {
            StepS(input);
        }
        else
        {
            StepK(NodeOf(wire), input);
        }
    }
}
