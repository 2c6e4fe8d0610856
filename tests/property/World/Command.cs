using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>Something that happens to a chain: what, and which of the candidates (modulo how many there are).</summary>
internal sealed record Command(CommandKind Kind, int Pick)
{
    /// <summary>Lets it happen; without a candidate nothing does.</summary>
    public void Run(Chain chain)
    {
        switch (Kind)
        {
            case CommandKind.Scale:
                // Up to what the nodes hold and a little more, over all functions.
                Outside.Scale(chain, AnyFunction(chain), Pick / 7 % (2 + (chain.Room * 5 / 4 / chain.Functions.Length)));
                break;
            case CommandKind.Template:
                Outside.ChangeTemplate(chain, AnyFunction(chain), Pick / 7 % 3);
                break;
            case CommandKind.Cordon:
                Outside.Cordon(chain, AnyNode(chain), !chain.Cordoned.Contains(AnyNode(chain)));
                break;
            case CommandKind.DeleteNode:
                chain.Membership.Delete(Pick);
                break;
            case CommandKind.RegisterNode:
                chain.Membership.Register(Pick);
                break;
            case CommandKind.UserDeletes:
                Outside.Delete(chain, Pick);
                break;
            case CommandKind.Decide:
                Choose(chain.Decisions().ToList())?.Invoke();
                break;
            case CommandKind.Bind or CommandKind.Preempt or CommandKind.Retire:
                Whims.Take(chain, Kind, Pick);
                break;
            case CommandKind.Deliver:
                Choose(Deliveries.InFlight(chain).ToList())?.Invoke();
                break;
            case CommandKind.DeliverLate:
                Choose(Deliveries.Late(chain).ToList())?.Invoke();
                break;
            case CommandKind.Connect:
                chain.Connect(AnyWire(chain));
                break;
            case CommandKind.Runtime or CommandKind.ApiAnswers:
                Outside.Answer(chain, Kind, Pick);
                break;
            case CommandKind.ApiServes:
                Outside.Serve(chain, failure: 0, Pick);
                break;
            case CommandKind.ApiFails:
                Outside.Serve(chain, 1 + (Pick / 7 % 2), Pick);
                break;
            case CommandKind.Mark:
                Outside.Mark(chain, Pick);
                break;
            case CommandKind.Watch:
                chain.Watches.Next(Pick);
                break;
            case CommandKind.WatchAgain:
                chain.Watches.Again(Pick);
                chain.Marks.ChangeNode(AnyNode(chain));
                break;
            case CommandKind.Run:
                GoOn(chain, rounds: Pick % (100 * chain.Nodes.Length));
                break;
            default:
                Failures.Run(chain, Kind, Pick);
                break;
        }
    }

    private static void GoOn(Chain chain, int rounds)
    {
        chain.IsMuted = true;
        Healing.Advance(chain, rounds);
        chain.IsMuted = false;
        chain.Tell(() => $"nothing fails for {rounds} rounds; then {Words.Of(chain)}");
    }

    private Wire AnyWire(Chain chain) => chain.Wires.ElementAt(Pick % chain.Wires.Count());

    private NodeName AnyNode(Chain chain) => chain.Nodes[Pick % chain.Nodes.Length];

    private Function AnyFunction(Chain chain) => chain.Functions[Pick % chain.Functions.Length];

    private T? Choose<T>(List<T> candidates) => candidates.Count == 0 ? default : candidates[Pick % candidates.Count];
}
