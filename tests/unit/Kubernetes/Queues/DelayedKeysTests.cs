using KubeDirect.Kubernetes.Queues;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes.Queues;

public sealed class DelayedKeysTests
{
    private readonly SetClock time = new();

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
}
