using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Traces;

/// <summary>Orders the steps of a chain so that the end of a connection comes after all that was read of it.</summary>
/// <remarks>
/// A chain may read what it had received when the connection broke, or the peer crashed, after the peer has noticed. In the specification a
/// broken connection loses what is in flight, so there these steps come first. That is another order of steps of different stages of which
/// neither knows of the other, so the same behaviour to every stage. Kept are: each stage's own order, and that a message
/// is sent before it is received. What is read in an epoch that its reader has given up has no effect, and is refused.
/// </remarks>
internal sealed class CausalOrder
{
    private readonly IReadOnlyList<ReplayedStep> steps;
    private readonly List<int>[] next;
    private readonly int[] waits;
    private readonly HashSet<int> refused = [];

    private CausalOrder(TraceNames names, IReadOnlyList<ReplayedStep> steps)
    {
        this.steps = steps;
        next = [.. steps.Select(_ => new List<int>())];
        waits = new int[steps.Count];
        OrderStages();
        OrderMessages();
        OrderEnds(names);
    }

    /// <summary>The steps in that order, and which of them are refused for their epoch;
    /// fewer than there are, if some were read too late for any such order.</summary>
    /// <param name="names">Of the links.</param>
    /// <param name="steps">By the clock.</param>
    public static IReadOnlyList<(ReplayedStep Step, bool Refused)> Of(TraceNames names, IReadOnlyList<ReplayedStep> steps) =>
        [.. new CausalOrder(names, steps).Sorted()];

    private void OrderStages()
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            if (last.TryGetValue(steps[i].Stage, out var before))
            {
                Order(before, i);
            }

            last[steps[i].Stage] = i;
        }
    }

    // The replay has shown that the n-th that is received in an epoch is the n-th that was sent.
    private void OrderMessages()
    {
        var sent = new Dictionary<(Epoch, bool Down), Queue<int>>();
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var output in steps[i].Outputs)
            {
                (Message Message, bool Down)? message =
                    output switch { SendDown down => (down.Message, true), SendUp up => (up.Message, false), _ => null };
                if (message is { } known)
                {
                    var key = (known.Message.Epoch, known.Down);
                    (sent.TryGetValue(key, out var queue) ? queue : sent[key] = new Queue<int>()).Enqueue(i);
                }
            }
        }

        var begins = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Input is null)
            {
                begins[steps[i].Stage] = i;
            }

            if (MessageOf(steps[i].Input) is not { } message
                || !sent.TryGetValue((message.Epoch, steps[i].Input is FromAbove), out var queue) || !queue.TryDequeue(out var sender))
            {
                continue;
            }

            Order(sender, i);
            if (message is Hello && begins.TryGetValue(steps[i].Stage, out var begin))
            {
                // A run that is greeted had begun when the connection was made.
                Order(begin, sender);
            }
        }
    }

    // What an end reads in the epoch that it holds comes before the other end gives the epoch up.
    private void OrderEnds(TraceNames names)
    {
        var (above, below) = (new Dictionary<string, Epoch>(StringComparer.Ordinal), new Dictionary<string, Epoch>(StringComparer.Ordinal));
        var (readAbove, readBelow) = (new Dictionary<Epoch, List<int>>(), new Dictionary<Epoch, List<int>>());
        var (endAbove, endBelow) = (new Dictionary<Epoch, int>(), new Dictionary<Epoch, int>());
        for (var i = 0; i < steps.Count; i++)
        {
            var stage = steps[i].Stage;
            switch (steps[i].Input)
            {
                case null:
                    End(above, endAbove, names.LinkAbove(stage), i);
                    foreach (var link in below.Keys.Where(link => names.LinksBelow(stage).Contains(link)).ToList())
                    {
                        End(below, endBelow, link, i);
                    }

                    break;
                case Connect connect:
                    below[names.LinkBelow(stage, connect.Link)] =
                        steps[i].Outputs.OfType<SendDown>().Select(down => down.Message.Epoch).FirstOrDefault();
                    break;
                case LinkLost lost:
                    End(below, endBelow, names.LinkBelow(stage, lost.Link), i);
                    break;
                case ObserveNode { Spec: null } gone when stage == Topology.Scheduler:
                    End(below, endBelow, names.NodeOf(gone.Node), i);
                    break;
                case FromAbove { Message: Hello hello }:
                    above[names.LinkAbove(stage)] = hello.Epoch;
                    Read(readAbove, hello.Epoch, i);
                    break;
                case FromAbove { Message: var message }:
                    Held(above, names.LinkAbove(stage), message.Epoch, readAbove, i);
                    break;
                case FromBelow { Message: var message, Link: var id }:
                    Held(below, names.LinkBelow(stage, id), message.Epoch, readBelow, i);
                    break;
            }
        }

        Before(readAbove, endBelow);
        Before(readBelow, endAbove);
    }

    private void Held(Dictionary<string, Epoch> held, string link, Epoch epoch, Dictionary<Epoch, List<int>> read, int at)
    {
        if (held.GetValueOrDefault(link) == epoch)
        {
            Read(read, epoch, at);
        }
        else
        {
            refused.Add(at);
        }
    }

    private static void Read(Dictionary<Epoch, List<int>> read, Epoch epoch, int at) =>
        (read.TryGetValue(epoch, out var list) ? list : read[epoch] = []).Add(at);

    private static void End(Dictionary<string, Epoch> held, Dictionary<Epoch, int> ends, string link, int at)
    {
        if (held.Remove(link, out var epoch))
        {
            ends.TryAdd(epoch, at);
        }
    }

    private void Before(Dictionary<Epoch, List<int>> read, Dictionary<Epoch, int> ends)
    {
        foreach (var (epoch, end) in ends)
        {
            foreach (var at in read.GetValueOrDefault(epoch, []))
            {
                Order(at, end);
            }
        }
    }

    private void Order(int first, int then)
    {
        next[first].Add(then);
        waits[then]++;
    }

    private IEnumerable<(ReplayedStep Step, bool Refused)> Sorted()
    {
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, steps.Count).Where(i => waits[i] == 0).Select(i => (i, i)));
        while (ready.TryDequeue(out var i, out _))
        {
            yield return (steps[i], refused.Contains(i));
            foreach (var then in next[i])
            {
                if (--waits[then] == 0)
                {
                    ready.Enqueue(then, then);
                }
            }
        }
    }

    private static Message? MessageOf(Input? input) =>
        input switch { FromAbove above => above.Message, FromBelow below => below.Message, _ => null };
}
