using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>The network's truth about one link, as the module <c>Network</c> has it.</summary>
/// <param name="Conn">The epoch of the connection's Hello, or <see cref="Epoch.None"/>.</param>
/// <param name="Down">What is in flight downward, first in first out.</param>
/// <param name="Up">What is in flight upward.</param>
/// <param name="Late">What may arrive although its connection broke.</param>
/// <remarks>
/// Not shared with other kinds of tests, because it mirrors the specification's network, as a value from which every next state is made.
/// </remarks>
internal sealed record Wire(Epoch Conn, ImmutableArray<Message> Down, ImmutableArray<Message> Up, Late? Late)
{
    public static readonly Wire Idle = new(Epoch.None, [], [], Late: null);

    public bool IsConnected => Conn != Epoch.None;

    /// <summary>What is sent without a connection of the message's epoch is lost; Hello is what a new connection begins with.</summary>
    public Wire Send(bool down, Message message)
    {
        if (message is Hello)
        {
            return Idle with { Conn = message.Epoch, Down = [message], Late = Late };
        }

        return Conn != message.Epoch ? this
            : down ? this with { Down = Down.Add(message) }
            : this with { Up = Up.Add(message) };
    }

    /// <summary>What may arrive at one end, and the link without it.</summary>
    public IEnumerable<(Message Message, Wire Remaining)> Arrivals(bool down)
    {
        var channel = down ? Down : Up;
        if (!channel.IsEmpty)
        {
            yield return (channel[0], down ? this with { Down = channel.RemoveAt(0) } : this with { Up = channel.RemoveAt(0) });
        }

        if (Late is { } late && late.Down == down)
        {
            yield return (late.Message, this with { Late = null });
        }
    }

    /// <summary>What may remain when the connection breaks: nothing new, or any one message in flight.</summary>
    /// <param name="mayKeep">Whether the bounds let another message be late.</param>
    public IEnumerable<(Wire Wire, int Kept)> Cut(bool mayKeep)
    {
        yield return (Idle with { Late = Late }, 0);
        if (Late is not null || !mayKeep)
        {
            yield break;
        }

        foreach (var late in Down.Select(message => new Late(Down: true, message)).Concat(
            Up.Select(message => new Late(Down: false, message))))
        {
            yield return (Idle with { Late = late }, 1);
        }
    }
}
