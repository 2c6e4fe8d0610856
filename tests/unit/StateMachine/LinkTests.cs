using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class LinkTests
{
    private static readonly Epoch Current = new(5, 2);
    private static readonly Epoch Other = new(5, 1);

    [Fact]
    public void A_link_that_greets_awaits_the_snapshot_of_its_epoch_only()
    {
        var link = new LinkBelow(LinkStatus.Greeting, Current);
        Assert.True(link.Awaits(Current));
        Assert.False(link.Awaits(Other));
        Assert.False(link.Accepts(Current));
        Assert.False(link.InSync);
    }

    [Fact]
    public void A_link_in_sync_takes_messages_of_its_epoch_only_and_no_second_snapshot()
    {
        var link = new LinkBelow(LinkStatus.InSync, Current);
        Assert.True(link.InSync);
        Assert.True(link.Accepts(Current));
        Assert.False(link.Accepts(Other));
        Assert.False(link.Awaits(Current));
    }

    [Fact]
    public void A_link_that_is_lost_takes_nothing_and_keeps_its_epoch_so_that_the_next_one_differs()
    {
        var state = AutoscalerState.Initial(5) with { Below = new LinkBelow(LinkStatus.InSync, Current) };
        var link = new AutoscalerStage().Apply(state, new LinkLost(LinkId.Only)).State.Below;
        Assert.Equal(new LinkBelow(LinkStatus.Down, Current), link);
        Assert.False(link.Accepts(Current));
        Assert.False(link.Awaits(Current));
    }

    [Fact]
    public void A_hello_is_to_be_answered_once()
    {
        Assert.False(default(LinkAbove).OwesAnswer);
        Assert.True(new LinkAbove(Current, Answered: false).OwesAnswer);
        Assert.False(new LinkAbove(Current, Answered: true).OwesAnswer);
    }

    [Fact]
    public void What_comes_from_above_counts_once_the_hello_is_answered_and_in_its_epoch()
    {
        Assert.True(new LinkAbove(Current, Answered: true).Accepts(Current));
        Assert.False(new LinkAbove(Current, Answered: true).Accepts(Other));
        Assert.False(new LinkAbove(Current, Answered: false).Accepts(Current));
    }
}
