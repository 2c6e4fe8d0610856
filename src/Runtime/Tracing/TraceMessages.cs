using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>A line of a trace.</summary>
internal readonly record struct TracePlace(string Trace, int Line);

/// <summary>Matches what was received with what was sent. An epoch is of one connection, so it says which two ends these are.</summary>
internal sealed class TraceMessages
{
    private readonly Dictionary<(Epoch Epoch, bool Down), List<(Message Message, TracePlace Place)>> sent = [];
    private readonly Dictionary<(Epoch Epoch, bool Down), List<(Message Message, TracePlace Place)>> received = [];
    private readonly HashSet<ulong> incarnations = [];
    private readonly HashSet<Epoch> greeted = [];
    private readonly Dictionary<(Epoch Epoch, bool Upper), string> ends = [];

    /// <summary>Notes the messages of a step.</summary>
    /// <param name="stage">Whose step it is: what it sends down or receives from below makes it the upper end of an epoch, the rest the lower.</param>
    /// <param name="input">What may have brought one.</param>
    /// <param name="outputs">What may send some.</param>
    /// <param name="place">Where the step is.</param>
    /// <param name="incarnation">Of the stage's run, if it has one.</param>
    /// <exception cref="TraceRejectedException">Another stage is that end of the epoch.</exception>
    public void Note(string stage, Input input, IEnumerable<Output> outputs, TracePlace place, ulong? incarnation)
    {
        if (incarnation is { } known)
        {
            incarnations.Add(known);
        }

        switch (input)
        {
            case FromAbove above:
                End(stage, above.Message, upper: false, place);
                Add(received, above.Message, down: true, place);
                if (above.Message is Hello hello)
                {
                    greeted.Add(hello.Epoch);
                }

                break;
            case FromBelow below:
                End(stage, below.Message, upper: true, place);
                Add(received, below.Message, down: false, place);
                break;
        }

        foreach (var output in outputs)
        {
            switch (output)
            {
                case SendUp up:
                    End(stage, up.Message, upper: false, place);
                    Add(sent, up.Message, down: false, place);
                    break;
                case SendDown down:
                    End(stage, down.Message, upper: true, place);
                    Add(sent, down.Message, down: true, place);
                    break;
            }
        }
    }

    /// <summary>Verifies that what was received in an epoch begins what was sent in it: first in, first out, and only the end may be lost.</summary>
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
                var (message, place) = arrived[i];
                var why = i >= left.Count ? "which nobody sent"
                    : !TraceJson.AreEqual(left[i].Message, message) ? $"but the next one that was sent in this epoch is {TraceJson.ToText(left[i].Message)} of {left[i].Place.Trace}, line {left[i].Place.Line}"
                    : left[i].Place.Trace == place.Trace && left[i].Place.Line >= place.Line ? $"which was sent later, in line {left[i].Place.Line}"
                    : null;
                if (why is not null)
                {
                    throw new TraceRejectedException(place.Trace, place.Line, $"It received {TraceJson.ToText(message)}, {why}.");
                }
            }
        }

        return (count, unattributed);
    }

    private void End(string stage, Message message, bool upper, TracePlace place)
    {
        if (!ends.TryAdd((message.Epoch, upper), stage) && ends[(message.Epoch, upper)] is var other && other != stage)
        {
            throw new TraceRejectedException(place.Trace, place.Line, $"It has {TraceJson.ToText(message)}, but the {(upper ? "upper" : "lower")} end of this epoch is {other}.");
        }
    }

    private static void Add(Dictionary<(Epoch Epoch, bool Down), List<(Message Message, TracePlace Place)>> to, Message message, bool down, TracePlace place)
    {
        if (!to.TryGetValue((message.Epoch, down), out var list))
        {
            to.Add((message.Epoch, down), list = []);
        }

        list.Add((message, place));
    }
}
