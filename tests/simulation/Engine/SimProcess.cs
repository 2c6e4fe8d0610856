namespace KubeDirect.Tests.Simulation.Engine;

/// <summary>One run of one process: production code whose every turn waits for
/// the loop. It can be killed or paused between any two of its turns.</summary>
/// <remarks>Killed, it takes no further turn, and its timers never fire: nothing is cleaned up, as when a machine loses power.</remarks>
internal sealed class SimProcess : TaskScheduler
{
    private readonly SimLoop loop;
    private readonly List<Action> held = [];

    public SimProcess(SimLoop loop, string name, SimClock clock)
    {
        this.loop = loop;
        Name = name;
        Clock = clock;
        Time = new SimTime(loop, this);
    }

    public string Name { get; }

    public SimClock Clock { get; }

    public TimeProvider Time { get; }

    public bool Alive { get; private set; } = true;

    public bool Paused { get; private set; }

    /// <summary>Runs something as this process.</summary>
    public void Run(Action action) => _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Takes a turn that was ready, unless the process is dead; a paused one keeps it for later.</summary>
    public void Take(Task turn)
    {
        if (Paused)
        {
            held.Add(() => loop.Ready(this, turn));
        }
        else if (Alive)
        {
            TryExecuteTask(turn);
        }
    }

    /// <summary>Lets one of its timers fire, unless the process is dead.</summary>
    public void Fire(Action timer)
    {
        if (Paused)
        {
            held.Add(timer);
        }
        else if (Alive)
        {
            timer();
        }
    }

    public void Kill()
    {
        Alive = false;
        Paused = false;
        held.Clear();
    }

    public void Pause() => Paused = true;

    public void Resume()
    {
        Paused = false;
        var all = held.ToList();
        held.Clear();
        foreach (var action in all)
        {
            action();
        }
    }

    protected override void QueueTask(Task task)
    {
        if (Alive)
        {
            loop.Ready(this, task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
