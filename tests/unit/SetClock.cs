using Microsoft.Extensions.Time.Testing;

namespace KubeDirect.Tests.Unit;

/// <summary>A clock whose time of day somebody sets. Its timers and time stamps go on as before.</summary>
internal sealed class SetClock : TimeProvider
{
    public FakeTimeProvider Timers { get; } = new();

    public TimeSpan Wrong { get; set; }

    public override long TimestampFrequency => Timers.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Timers.GetUtcNow() + Wrong;

    public override long GetTimestamp() => Timers.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Timers.CreateTimer(callback, state, dueTime, period);
}
