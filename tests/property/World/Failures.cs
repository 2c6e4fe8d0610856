using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>What goes wrong, and what is done about it.</summary>
internal static class Failures
{
    public static void Run(Chain chain, CommandKind kind, int pick)
    {
        switch (kind)
        {
            case CommandKind.Break:
                var wire = chain.Wires.ElementAt(pick / 7 % chain.Wires.Count());
                chain.Tell(() => $"the link {chain.NameOf(wire)} breaks; {pick % 3} messages each way may arrive late");
                chain.Count("broken links");
                wire.Break(keep: pick % 3);
                break;
            case CommandKind.Crash:
                Crash(chain, pick);
                break;
            case CommandKind.CutOff:
                CutOff(chain, chain.NodeWires[chain.Nodes[pick / 7 % chain.Nodes.Length]], pick % 3);
                break;
            case CommandKind.ApiAway:
                chain.Api.IsAway = !chain.Api.IsAway;
                chain.Tell(() => $"the API server is {(chain.Api.IsAway ? "away" : "back")}");
                chain.Count("API server away");
                break;
            case CommandKind.PodFails:
                Outside.Fail(chain, pick);
                break;
            default:
                GoOnWithout(chain, kind, pick);
                break;
        }
    }

    private static void Crash(Chain chain, int pick)
    {
        var kind = (StageKind)(pick % 5);
        var node = kind == StageKind.Kubelet ? chain.Nodes[pick / 5 % chain.Nodes.Length] : default;
        if (kind == StageKind.Kubelet && chain.Membership.IsDead(node))
        {
            return;
        }

        chain.Tell(
            () => kind == StageKind.Kubelet
                ? $"the Kubelet of {node} crashes and starts again"
                : $"the {kind} stage crashes and starts again");
        chain.Count($"crashes of {kind}");
        chain.Restart(kind, node);
    }

    /// <summary>A node is cut off, which its Scheduler notices, or it is within reach again.</summary>
    private static void CutOff(Chain chain, Wire wire, int keep)
    {
        wire.IsCut = !wire.IsCut;
        chain.Tell(() => $"{chain.NameOf(wire)} is {(wire.IsCut ? "cut" : "there again")}");
        if (wire.IsCut)
        {
            chain.Count("nodes cut off");
            wire.Break(keep);
            chain.Notice(wire);
        }
    }

    /// <summary>The Scheduler goes on without some node that is away, or gives it up.</summary>
    private static void GoOnWithout(Chain chain, CommandKind kind, int pick)
    {
        var away = chain.S.Nodes.Where(pair => !pair.Value.Link.InSync && pair.Value.Cancelled is null).Select(pair => pair.Key).ToList();
        if (away.Count > 0)
        {
            var node = away[pick % away.Count];
            chain.Tell(() => $"the Scheduler {(kind == CommandKind.Cancel ? "gives up" : "goes on without")} {node}");
            chain.Count(kind == CommandKind.Cancel ? "cancellations" : "excuses");
            chain.StepS(kind == CommandKind.Cancel ? new Cancel(node) : new Excuse(node));
        }
    }
}
