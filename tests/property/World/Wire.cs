using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>A link's network: one connection at most, first-in-first-out
/// both ways, and messages of broken ones that may still arrive.</summary>
/// <remarks>
/// Not shared with other kinds of tests, because a generated command breaks it and delivers from it step by step, without tasks.
/// </remarks>
internal sealed class Wire
{
    public Queue<Message> Down { get; } = new();

    public Queue<Message> Up { get; } = new();

    /// <summary>Messages of broken connections, to be delivered at any time or never.</summary>
    public List<(bool IsDown, Message Message)> Late { get; } = [];

    /// <summary>Whether a Hello that is accepted closes the connection before it, as it must.</summary>
    public bool HelloCloses { get; init; } = true;

    /// <summary>The epoch of the connection that is up; none while it is broken.</summary>
    public Epoch Current { get; private set; }

    /// <summary>The upstream end has a connection that it does not yet know to be broken.</summary>
    public bool UpstreamBelieves { get; set; }

    /// <summary>Whether nothing gets through, so that dialing is in vain.</summary>
    public bool IsCut { get; set; }

    public bool IsQuiet => Down.Count == 0 && Up.Count == 0;

    public void Send(bool down, Message message)
    {
        if (message is Hello hello)
        {
            Break(keep: 0);
            Current = hello.Epoch;
            UpstreamBelieves = true;
        }

        if (message.Epoch == Current && Current != Epoch.None)
        {
            (down ? Down : Up).Enqueue(message);
        }
    }

    /// <summary>The connection breaks; a few of the messages in flight may arrive later.</summary>
    public void Break(int keep)
    {
        Late.AddRange(Down.Take(keep).Select(message => (true, message)));
        Late.AddRange(Up.Take(keep).Select(message => (false, message)));
        Down.Clear();
        Up.Clear();
        Current = Epoch.None;
    }

    /// <summary>The downstream end took a Hello: whatever connection it had before is closed.</summary>
    public void Greeted(Epoch epoch)
    {
        if (epoch != Current && HelloCloses)
        {
            Break(keep: 1);
        }
    }
}
