namespace KubeDirect.Tests.Coyote.World;

/// <summary>A clock whose timers fire in tasks that Coyote schedules: that a delay
/// passes is one more thing that may happen next. It never goes back.</summary>
/// <param name="longTimers">How many timers of a minute and more fire. They would never
/// end: a watch that is cut off is opened again, with a timer of its own.</param>
/// <remarks>A timer that fires takes the clock on to the moment that it was set
/// for, unless the clock is past it: timers may be late, never early.</remarks>
internal sealed class InstantTime(int longTimers = 0) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly object gate = new();
    private TimeSpan now;
    private TimeSpan longest = TimeSpan.FromMinutes(1);
    private int longTimers = longTimers;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Now();

    public override long GetTimestamp() => Now().Ticks;

    /// <summary>From now on nothing is late by much: timers of five seconds and more fire no more.</summary>
    public void Calm()
    {
        lock (gate)
        {
            longest = TimeSpan.FromSeconds(5);
            longTimers = 0;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private TimeSpan Now()
    {
        lock (gate)
        {
            return now;
        }
    }

    private bool MayFire(TimeSpan delay)
    {
        lock (gate)
        {
            return delay < longest || (delay >= TimeSpan.FromMinutes(1) && longTimers-- > 0);
        }
    }

    private bool StillFires(TimeSpan delay)
    {
        lock (gate)
        {
            return delay < longest || delay >= TimeSpan.FromMinutes(1);
        }
    }

    private void AdvanceTo(TimeSpan moment)
    {
        lock (gate)
        {
            now = moment > now ? moment : now;
        }
    }

    private sealed class Timer(InstantTime time, Action callback) : ITimer
    {
        private int setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var mine = Interlocked.Increment(ref setting);
            if (dueTime != Timeout.InfiniteTimeSpan && time.MayFire(dueTime))
            {
                var moment = time.Now() + dueTime;
                _ = Task.Run(() => Fire(mine, dueTime, moment));
            }

            return true;
        }

        public void Dispose() => Interlocked.Increment(ref setting);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int mine, TimeSpan delay, TimeSpan moment)
        {
            if (Volatile.Read(ref setting) == mine && time.StillFires(delay))
            {
                time.AdvanceTo(moment);
                callback();
            }
        }
    }
}
