namespace KubeDirect.Tests.Simulation.Engine;

/// <summary>The one loop that everything in a simulation runs on. What is ready runs in
/// an order that the seed decides; when nothing is, time jumps to what is next.</summary>
internal sealed class SimLoop(Random random)
{
    // So many turns without a moment passing is a loop that waits for nothing.
    private const int MostTurnsAtOnce = 500_000;

    private readonly PriorityQueue<Action, (long At, long Order)> later = new();
    private readonly List<(SimProcess Process, Task Turn)> ready = [];
    private readonly int thread = Environment.CurrentManagedThreadId;
    private long order;
    private long now;
    private int turnsAtOnce;
    private volatile bool over;

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Now => new(now);

    /// <summary>Turns and events so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Lets something happen later, on no process.</summary>
    public void After(TimeSpan delay, Action action) => later.Enqueue(action, (now + Math.Max(0, delay.Ticks), order++));

    /// <summary>Takes one turn or one event; false if nothing is left to happen.</summary>
    public bool Step()
    {
        Steps++;
        if (ready.Count > 0)
        {
            if (++turnsAtOnce > MostTurnsAtOnce)
            {
                throw new SimulationException("Livelock: everything turns in circles without a moment passing.");
            }

            var pick = random.Next(ready.Count);
            var (process, turn) = ready[pick];
            ready[pick] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            process.Take(turn);
            return true;
        }

        turnsAtOnce = 0;
        if (!later.TryDequeue(out var action, out var due))
        {
            return false;
        }

        now = Math.Max(now, due.At);
        action();
        return true;
    }

    /// <summary>Nothing happens any more. What finalizers still do to the timers of processes that are no more concerns nobody.</summary>
    public void End() => over = true;

    /// <summary>Puts a process's turn among those that are ready.</summary>
    public void Ready(SimProcess process, Task turn)
    {
        if (over)
        {
            return;
        }

        if (Environment.CurrentManagedThreadId != thread)
        {
            throw new SimulationException(
                $"A turn of {process.Name} was queued from the thread pool: something under test ran where the seed does not rule.");
        }

        ready.Add((process, turn));
    }
}
