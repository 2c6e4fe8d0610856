using KubeDirect.Kubernetes.Queues;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes.Queues;

public sealed class WorkQueueTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_key_added_twice_is_given_out_once()
    {
        using var queue = New();
        queue.Add("a");
        queue.Add("a");
        queue.Add("b");

        Assert.Equal("a", (await queue.GetAsync()).Key);
        Assert.Equal("b", (await queue.GetAsync()).Key);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_waits_until_it_is_given_back()
    {
        using var queue = New();
        queue.Add("a");
        await queue.GetAsync();
        queue.Add("a");
        Assert.Equal(0, queue.Count);

        queue.Done("a");

        Assert.Equal("a", (await queue.GetAsync()).Key);
        queue.Done("a");
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_waiter_gets_the_next_key()
    {
        using var queue = New();
        var waiting = queue.GetAsync();
        Assert.False(waiting.IsCompleted);
        queue.Add("a");
        Assert.Equal("a", (await waiting).Key);
    }

    [Fact]
    public async Task A_cancelled_waiter_takes_no_key()
    {
        using var queue = New();
        using var cancel = new CancellationTokenSource();
        var waiting = queue.GetAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        queue.Add("a");
        Assert.Equal("a", (await queue.GetAsync()).Key);
    }

    [Fact]
    public void A_rate_limited_key_comes_back_when_its_delay_is_over()
    {
        using var queue = New();
        queue.AddRateLimited("a");
        time.Advance(TimeSpan.FromMilliseconds(4));
        Assert.Equal(0, queue.Count);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, queue.Count);
        Assert.Equal(1, queue.Requeues("a"));
        queue.Forget("a");
        Assert.Equal(0, queue.Requeues("a"));
    }

    [Fact]
    public void Of_several_delays_of_a_key_the_earliest_counts_and_it_is_queued_once()
    {
        using var queue = New();
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(2));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, queue.Count);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public async Task Shutdown_gives_out_what_waits_then_releases_every_worker()
    {
        using var queue = New();
        queue.Add("a");
        queue.AddAfter("late", TimeSpan.FromSeconds(1));
        var worker = queue.GetAsync();
        var idle = new[] { queue.GetAsync(), queue.GetAsync(), queue.GetAsync() };
        queue.ShutDown();
        queue.Add("refused");
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("a", (await worker).Key);
        Assert.All(await Task.WhenAll(idle), item => Assert.False(item.HasKey));
        Assert.False((await queue.GetAsync()).HasKey);
    }

    [Fact]
    public async Task A_drain_ends_when_the_last_key_is_given_back_the_ones_added_meanwhile_included()
    {
        using var queue = New();
        queue.Add("a");
        await queue.GetAsync();
        queue.Add("a");
        var drain = queue.ShutDownWithDrainAsync();

        queue.Done("a");
        Assert.False(drain.IsCompleted);
        Assert.Equal("a", (await queue.GetAsync()).Key);
        queue.Done("a");
        await drain.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_worker_stays_after_shutdown_while_a_key_that_another_works_on_is_still_to_come_again()
    {
        using var queue = New();
        queue.Add("a");
        await queue.GetAsync();
        queue.Add("a");
        var drain = queue.ShutDownWithDrainAsync();
        var stays = queue.GetAsync();

        queue.Done("a"); // And whoever gives it back takes no more.
        Assert.Equal("a", (await stays.WaitAsync(TimeSpan.FromSeconds(30))).Key);
        queue.Done("a");
        await drain.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False((await queue.GetAsync()).HasKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261123)]
    public async Task Under_contention_no_key_is_lost_and_none_is_worked_on_by_two(int seed)
    {
        using var queue = new WorkQueue<int>(TimeProvider.System);
        const int Keys = 20;
        var added = new int[Keys];
        var seen = new int[Keys];
        var busy = new int[Keys];
        var clashes = 0;
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (await queue.GetAsync() is { HasKey: true } item)
            {
                if (Interlocked.Increment(ref busy[item.Key]) != 1)
                {
                    Interlocked.Increment(ref clashes);
                }

                // What counts is that after the last Add somebody looked.
                Volatile.Write(ref seen[item.Key], Volatile.Read(ref added[item.Key]));
                await Task.Yield();
                Interlocked.Decrement(ref busy[item.Key]);
                queue.Done(item.Key);
            }
        })).ToArray();
        var producers = Enumerable.Range(0, 3).Select(index => Task.Run(() =>
        {
            var random = new Random(seed + index);
            for (var i = 0; i < 3000; i++)
            {
                var key = random.Next(Keys);
                Interlocked.Increment(ref added[key]);
                queue.Add(key);
            }
        })).ToArray();
        await Task.WhenAll(producers);
        await queue.ShutDownWithDrainAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await Task.WhenAll(workers).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(clashes == 0, $"Seed {seed}: two workers had one key {clashes} times.");
        Assert.True(added.SequenceEqual(seen), $"Seed {seed}: a key was lost.");
    }

    private WorkQueue<string> New() => new(time);
}
