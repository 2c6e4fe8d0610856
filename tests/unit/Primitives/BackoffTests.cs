using KubeDirect.Primitives;
using Xunit;

namespace KubeDirect.Tests.Unit.Primitives;

public sealed class BackoffTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_failing_key_waits_from_5_ms_twice_as_long_each_time_up_to_1000_s_until_it_is_forgotten()
    {
        var backoff = new KeyedBackoff<string>(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000));
        var delays = Enumerable.Range(0, 2000).Select(_ => backoff.Next("a")).ToArray();

        Assert.Equal([5, 10, 20, 40], delays.Take(4).Select(delay => delay.TotalMilliseconds));
        Assert.Equal(TimeSpan.FromSeconds(1000), delays[^1]);
        Assert.Equal(TimeSpan.FromMilliseconds(5), backoff.Next("b"));
        backoff.Forget("a");
        Assert.Equal(TimeSpan.FromMilliseconds(5), backoff.Next("a"));
    }

    [Fact]
    public void Each_delay_is_drawn_from_the_upper_half_of_twice_the_one_before()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), Limit, seed: 7);
        for (var full = 1; full <= 16; full *= 2)
        {
            Assert.InRange(backoff.Next(), TimeSpan.FromSeconds(full / 2.0), TimeSpan.FromSeconds(full));
        }

        Assert.InRange(backoff.Next(), Limit / 2, Limit);
        backoff.Reset();
        Assert.InRange(backoff.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Two_seeds_differ_and_one_seed_repeats()
    {
        static TimeSpan[] Delays(int seed)
        {
            var backoff = new Backoff(TimeSpan.FromSeconds(1), Limit, seed);
            return [.. Enumerable.Range(0, 5).Select(_ => backoff.Next())];
        }

        Assert.Equal(Delays(1), Delays(1));
        Assert.NotEqual(Delays(1), Delays(2));
    }
}
