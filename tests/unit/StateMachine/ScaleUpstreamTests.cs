using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>The handshakes of a stage at the upper end of a scale link.</summary>
/// <param name="stage">The stage.</param>
/// <param name="initial">Its memory in run 3, empty.</param>
/// <param name="view">Its view of the level below.</param>
public abstract class ScaleUpstreamTests<TState>(IStage<TState> stage, TState initial, Func<TState, ScaleView> view)
    where TState : class, IStageState
{
    [Fact]
    public void Every_connection_greets_in_an_epoch_of_its_own()
    {
        var first = stage.Apply(initial, new Connect(LinkId.Only));
        Assert.Equal(new SendDown(LinkId.Only, new Hello(new Epoch(3, 1))), Assert.Single(first.Outputs));
        Assert.Equal(new LinkBelow(LinkStatus.Greeting, new Epoch(3, 1)), first.State.LinkTo(LinkId.Only));
        var second = stage.Apply(first.State, new Connect(LinkId.Only));
        Assert.Equal(new SendDown(LinkId.Only, new Hello(new Epoch(3, 2))), Assert.Single(second.Outputs));
    }

    [Fact]
    public void Only_the_snapshot_that_is_awaited_is_taken()
    {
        var key = new ScaleKey("default/web");
        var awaited = new Epoch(3, 1);
        var state = Step(initial, new Connect(LinkId.Only));
        Assert.Same(state, Step(state, Snapshot(new Epoch(3, 9), (key, new Count(4, 1)))));
        state = Step(state, Snapshot(awaited, (key, new Count(4, 1))));
        Assert.Equal(new Sent(new Count(4, 1), Acked: true), view(state).Sent[key]);
        Assert.Equal(new LinkBelow(LinkStatus.InSync, awaited), state.LinkTo(LinkId.Only));
        Assert.Same(state, Step(state, Snapshot(awaited)));
    }

    private protected static FromBelow Snapshot(Epoch epoch, params (ScaleKey Key, Count Count)[] counts) =>
        new(LinkId.Only, new ScaleSnapshot(epoch, counts.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Count)));

    private protected TState Step(TState state, Input input) => stage.Take(state, input);
}
