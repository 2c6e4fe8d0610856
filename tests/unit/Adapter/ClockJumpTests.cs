using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.Kubernetes.Queues;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace KubeDirect.Tests.Unit.Adapter;

/// <summary>A clock that somebody sets; found by the simulation.</summary>
public sealed class ClockJumpTests
{
    private static readonly ScaleKey Owner = new("default/rs");
    private readonly SetClock time = new();

    [Fact]
    public void A_clock_that_is_set_back_holds_no_refusal_back()
    {
        var refusals = new Refusals(time);
        refusals.Refuse(Owner, out _);
        time.Wrong = TimeSpan.FromHours(-2);
        Assert.InRange(refusals.Refuse(Owner, out _), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_clock_that_is_set_ahead_does_not_make_a_key_miss_its_earlier_time()
    {
        var due = new List<int>();
        var keys = new DelayedKeys<int>(time, due.Add);
        keys.Schedule(1, TimeSpan.FromSeconds(60));
        time.Wrong = TimeSpan.FromHours(2);
        keys.Schedule(1, TimeSpan.FromSeconds(1));
        time.Timers.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1], due);
    }

    private sealed class SetClock : TimeProvider
    {
        public FakeTimeProvider Timers { get; } = new();

        public TimeSpan Wrong { get; set; }

        public override long TimestampFrequency => Timers.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Timers.GetUtcNow() + Wrong;

        public override long GetTimestamp() => Timers.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Timers.CreateTimer(callback, state, dueTime, period);
    }
}
