using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

public sealed class RefusalsTests
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
    public void Each_round_of_refusals_is_twice_as_long_until_a_pod_is_accepted()
    {
        var refusals = new Refusals(time);
        Assert.Equal(TimeSpan.FromMilliseconds(200), refusals.Refuse(Owner, out var begins));
        Assert.True(begins);
        time.Timers.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(TimeSpan.FromMilliseconds(150), refusals.Refuse(Owner, out begins));
        Assert.False(begins);
        time.Timers.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Equal(TimeSpan.FromMilliseconds(400), refusals.Refuse(Owner, out begins));
        Assert.True(begins && refusals.Has(Owner));
        refusals.Accept(Owner);
        Assert.False(refusals.Has(Owner));
        Assert.Equal(TimeSpan.FromMilliseconds(200), refusals.Refuse(Owner, out _));
    }

    [Fact]
    public void A_round_that_is_long_over_is_forgotten()
    {
        var refusals = new Refusals(time);
        refusals.Refuse(Owner, out _);
        time.Timers.Advance(TimeSpan.FromMinutes(1));
        Assert.False(refusals.Has(Owner));
        Assert.Equal(TimeSpan.FromMilliseconds(200), refusals.Refuse(Owner, out _));
    }
}
