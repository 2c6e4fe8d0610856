using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The messages that may arrive next.</summary>
internal static class Deliveries
{
    public static IEnumerable<Action> InFlight(Chain chain)
    {
        foreach (var wire in chain.Wires)
        {
            if (wire.Down.Count > 0)
            {
                yield return () => Deliver(chain, wire, down: true, wire.Down.Dequeue(), "");
            }

            if (wire.Up.Count > 0)
            {
                yield return () => Deliver(chain, wire, down: false, wire.Up.Dequeue(), "");
            }
        }
    }

    public static IEnumerable<Action> Late(Chain chain)
    {
        foreach (var wire in chain.Wires)
        {
            // What a broken connection still brings comes in the order in which it was sent.
            foreach (var late in wire.Late.DistinctBy(late => (late.IsDown, late.Message.Epoch)))
            {
                yield return () =>
                {
                    wire.Late.Remove(late);
                    chain.Count(late.Message is Hello ? "late Hellos" : "late messages");
                    Deliver(chain, wire, late.IsDown, late.Message, "late, ");
                };
            }
        }
    }

    private static void Deliver(Chain chain, Wire wire, bool down, Message message, string late)
    {
        chain.Tell(
            () => $"{late}{Words.Of(message)} of epoch {message.Epoch} arrives at the {(down ? "lower" : "upper")} end of " +
                $"{chain.NameOf(wire)}");
        chain.Deliver(wire, down, message);
    }
}
