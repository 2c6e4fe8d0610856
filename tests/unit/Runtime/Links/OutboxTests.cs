using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Links;

public sealed class OutboxTests : IDisposable
{
    private static readonly Epoch One = new(1, 1);
    private static readonly Epoch Two = new(1, 2);
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
    private int wakes;

    public void Dispose() => limit.Dispose();

    /// <summary>Once, a signal between "nothing waits" and the wait itself was one too many, and the stage that gave it failed.</summary>
    /// <remarks>
    /// The writer calls back just there when decisions may go on, which a high water of 0 makes it do with nothing waiting.
    /// </remarks>
    [Fact]
    public async Task A_message_that_comes_just_when_a_writer_has_found_nothing_is_taken()
    {
        Outbox? outbox = null;
        outbox = new Outbox(new LinkOptions { HighWater = 0 }, () => Assert.True(outbox!.TryAdd(new Hello(Two))));
        Assert.True(outbox.TryAdd(new Hello(One)));
        Assert.Equal([new Hello(One)], await outbox.TakeAsync(limit.Token));
        Assert.False(outbox.HasRoom);
        Assert.Equal([new Hello(Two)], await outbox.TakeAsync(limit.Token));
    }

    [Fact]
    public async Task A_batch_holds_messages_of_one_epoch_in_order_and_no_more_than_fit()
    {
        var outbox = new Outbox(new LinkOptions { BatchSize = 2 }, () => { });
        Message[] messages =
        [
            new CountAck(One, new ScaleKey("a/b"), 1),
            new Hello(One),
            new CountAck(One, new ScaleKey("a/b"), 2),
            new Hello(Two),
        ];
        Assert.All(messages, message => Assert.True(outbox.TryAdd(message)));
        Assert.Equal(messages[..2], await outbox.TakeAsync(limit.Token));
        Assert.Equal(messages[2..3], await outbox.TakeAsync(limit.Token));
        Assert.Equal(messages[3..], await outbox.TakeAsync(limit.Token));
    }

    [Fact]
    public async Task Decisions_stop_at_high_water_and_are_woken_once_half_of_it_is_written()
    {
        var outbox = new Outbox(new LinkOptions { HighWater = 4, Capacity = 6, BatchSize = 1 }, () => wakes++);
        for (var i = 0; i < 4; i++)
        {
            Assert.True(outbox.HasRoom);
            Assert.True(outbox.TryAdd(new Hello(One)));
        }

        Assert.False(outbox.HasRoom);
        await outbox.TakeAsync(limit.Token);
        Assert.Equal(0, wakes);
        await outbox.TakeAsync(limit.Token);
        Assert.Equal(1, wakes);
        await outbox.TakeAsync(limit.Token);
        Assert.Equal(1, wakes);
    }

    [Fact]
    public void It_overflows_at_its_capacity_whether_or_not_it_has_room_for_decisions()
    {
        var outbox = new Outbox(new LinkOptions { HighWater = 1, Capacity = 3 }, () => { });
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => outbox.TryAdd(new Hello(One))));
    }
}
