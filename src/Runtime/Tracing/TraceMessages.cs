using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Tracing;

/// <summary>
/// Matches the messages that were received with those that were sent. An epoch belongs to one connection, so it identifies both ends.
/// </summary>
internal sealed class TraceMessages
{
    private readonly Dictionary<(Epoch Epoch, bool Down), List<(Message Message, TracePosition Position)>> sent = [];
    private readonly Dictionary<(Epoch Epoch, bool Down), List<(Message Message, TracePosition Position)>> received = [];
    private readonly HashSet<ulong> incarnations = [];
    private readonly HashSet<Epoch> greeted = [];
    private readonly Dictionary<(Epoch Epoch, bool Upper), string> ends = [];

    /// <summary>Notes the messages of a step.</summary>
    /// <param name="stage">
    /// The stage of the step. It is the upper end of the epochs of what it sends down or receives from below, and the lower end of the
    /// others.
    /// </param>
    /// <param name="input">The input of the step; it may be a message.</param>
    /// <param name="outputs">The outputs of the step.</param>
    /// <param name="position">The position of the step.</param>
    /// <param name="incarnation">The incarnation of the stage's run; null if it has none.</param>
    /// <exception cref="TraceRejectedException">Another stage is that end of the epoch.</exception>
    public void Note(string stage, Input input, IEnumerable<Output> outputs, TracePosition position, ulong? incarnation)
    {
        if (incarnation is { } known)
        {
            incarnations.Add(known);
        }

        switch (input)
        {
            case FromAbove above:
                End(stage, above.Message, upper: false, position);
                Add(received, above.Message, down: true, position);
                if (above.Message is Hello hello)
                {
                    greeted.Add(hello.Epoch);
                }

                break;
            case FromBelow below:
                End(stage, below.Message, upper: true, position);
                Add(received, below.Message, down: false, position);
                break;
        }

        foreach (var output in outputs)
        {
            switch (output)
            {
                case SendUp up:
                    End(stage, up.Message, upper: false, position);
                    Add(sent, up.Message, down: false, position);
                    break;
                case SendDown down:
                    End(stage, down.Message, upper: true, position);
                    Add(sent, down.Message, down: true, position);
                    break;
            }
        }
    }

    /// <summary>
    /// Verifies for each epoch that the messages received are a prefix of the messages sent: first in, first out, and only the last ones
    /// may be lost.
    /// </summary>
    /// <param name="complete">Whether every sender has a trace.</param>
    /// <exception cref="TraceRejectedException">It does not.</exception>
    public (int Received, int Unattributed) Verify(bool complete)
    {
        var (count, unattributed) = (0, 0);
        foreach (var (key, arrived) in received)
        {
            count += arrived.Count;
            var known = key.Down ? incarnations.Contains(key.Epoch.Incarnation) : greeted.Contains(key.Epoch);
            if (!known && !complete)
            {
                unattributed += arrived.Count;
                continue;
            }

            var left = sent.TryGetValue(key, out var list) ? list : [];
            for (var i = 0; i < arrived.Count; i++)
            {
                var (message, position) = arrived[i];
                if (WhyNot(message, position, i < left.Count ? left[i] : null) is { } why)
                {
                    throw new TraceRejectedException(position.Trace, position.Line, $"It received {TraceJson.ToText(message)}, {why}.");
                }
            }
        }

        return (count, unattributed);
    }

    /// <summary>Why a message cannot be the one that was sent; null if it is.</summary>
    private static string? WhyNot(Message message, TracePosition position, (Message Message, TracePosition Position)? sent)
    {
        if (sent is not var (next, from))
        {
            return "which nobody sent";
        }

        if (!TraceJson.AreEqual(next, message))
        {
            return $"but the next one that was sent in this epoch is {TraceJson.ToText(next)} of {from.Trace}, line {from.Line}";
        }

        return from.Trace == position.Trace && from.Line >= position.Line ? $"which was sent later, in line {from.Line}" : null;
    }

    private void End(string stage, Message message, bool upper, TracePosition position)
    {
        if (!ends.TryAdd((message.Epoch, upper), stage) && ends[(message.Epoch, upper)] is var other && other != stage)
        {
            throw new TraceRejectedException(
                position.Trace,
                position.Line,
                $"It has {TraceJson.ToText(message)}, but the {(upper ? "upper" : "lower")} end of this epoch is {other}.");
        }
    }

    private static void Add(
        Dictionary<(Epoch Epoch, bool Down), List<(Message Message, TracePosition Position)>> to,
        Message message,
        bool down,
        TracePosition position)
    {
        if (!to.TryGetValue((message.Epoch, down), out var list))
        {
            to.Add((message.Epoch, down), list = []);
        }

        list.Add((message, position));
    }
}
