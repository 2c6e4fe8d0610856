using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class AutoscalerTests()
    : ScaleUpstreamTests<AutoscalerState>(new AutoscalerStage(), AutoscalerState.Initial(3), state => state.View)
{
    private static readonly ScaleKey Web = new("default/web");
    private static readonly ScaleKey Api = new("default/api");
    private readonly AutoscalerStage stage = new();

    [Fact]
    public void A_link_is_lost_once_and_then_nothing_is_pushed()
    {
        var state = Step(Pushed(InSync(), Web, 2), new Scale(Web, 3));
        var lost = Step(state, new LinkLost(LinkId.Only));
        Assert.Equal(new LinkBelow(LinkStatus.Down, state.Below.Epoch), lost.Below);
        Assert.Equal(state.View, lost.View);
        Assert.False(stage.Apply(lost, new LinkLost(LinkId.Only)).Taken);
        Assert.Null(stage.Next(lost, _ => true));
        Assert.False(stage.Apply(lost, new PushCount(Web)).Taken);
    }

    [Fact]
    public void What_is_wanted_at_a_handshake_is_pushed_where_the_snapshot_says_otherwise()
    {
        var state = Step(Step(AutoscalerState.Initial(3), new Scale(Web, 2)), new Scale(Api, 5));
        Assert.Null(stage.Next(state, _ => true));
        state = Step(state, new Connect(LinkId.Only));
        state = Step(state, Snapshot(state.Below.Epoch, (Web, new Count(2, 4))));
        Assert.Equal([Api], state.View.Todo);
        Assert.Equal(new PushCount(Api), stage.Next(state, _ => true));
        Assert.Null(stage.Next(state, _ => false));
    }

    [Fact]
    public void What_a_snapshot_holds_otherwise_than_wanted_is_pushed_wanted_or_not()
    {
        var state = Step(Step(Step(AutoscalerState.Initial(3), Listed.Now), new Scale(Web, 2)), new Connect(LinkId.Only));
        state = Step(state, Snapshot(state.Below.Epoch, (Web, new Count(3, 4)), (Api, new Count(1, 1))));
        Assert.Equal([Api, Web], state.View.Todo);
    }

    [Fact]
    public void Of_what_a_snapshot_says_is_gone_the_highest_version_is_remembered()
    {
        var state = Step(AutoscalerState.Initial(3), new Connect(LinkId.Only));
        state = Step(state, Snapshot(state.Below.Epoch, (Web, new Count(0, 7, Gone: true)), (Api, new Count(0, 4, Gone: true))));
        Assert.Equal(7ul, state.View.Forgotten);
    }

    [Fact]
    public void A_push_carries_the_count_in_the_link_s_epoch_and_is_dirty_until_it_is_acknowledged()
    {
        var state = Step(InSync(), new Scale(Web, 2));
        var push = stage.Apply(state, new PushCount(Web));
        Assert.Equal(new SendDown(LinkId.Only, new SetCount(state.Below.Epoch, Web, new Count(2, 1))), Assert.Single(push.Outputs));
        Assert.Equal(1, push.State.View.Dirty);
        Assert.False(stage.Apply(push.State, new PushCount(Web)).Taken);
        Assert.Same(push.State, Step(push.State, new FromBelow(LinkId.Only, new CountAck(new Epoch(3, 9), Web, 1))));
        Assert.Equal(0, Step(push.State, new FromBelow(LinkId.Only, new CountAck(state.Below.Epoch, Web, 1))).View.Dirty);
    }

    [Fact]
    public void The_acknowledgement_of_an_older_write_leaves_the_newer_one_dirty()
    {
        var state = Pushed(Pushed(InSync(), Web, 2), Web, 3);
        state = Step(state, new FromBelow(LinkId.Only, new CountAck(state.Below.Epoch, Web, 1)));
        Assert.Equal(new Sent(new Count(3, 2), Acked: false), state.View.Sent[Web]);
    }

    [Fact]
    public void The_acknowledgement_of_an_unknown_key_changes_nothing()
    {
        var state = Pushed(InSync(), Web, 2);
        Assert.Equal(state.View, Step(state, new FromBelow(LinkId.Only, new CountAck(state.Below.Epoch, Api, 1))).View);
    }

    [Fact]
    public void A_deployment_that_nothing_is_known_of_is_left_alone_until_all_were_seen_and_then_is_gone()
    {
        var state = Step(AutoscalerState.Initial(3), new Connect(LinkId.Only));
        state = Step(state, Snapshot(state.Below.Epoch, (Web, new Count(4, 1))));
        Assert.Null(stage.Next(state, _ => true));
        state = Step(state, Listed.Now);
        Assert.Equal(new PushCount(Web), stage.Next(state, _ => true));
        Assert.Equal(new Count(0, 2, Gone: true), Step(state, new PushCount(Web)).View.Sent[Web].Count);
    }

    [Fact]
    public void A_deployment_that_goes_before_it_was_pushed_is_never_pushed()
    {
        var state = Step(Step(InSync(), new Scale(Web, 2)), new Scale(Web, Replicas: null));
        Assert.Null(stage.Next(state, _ => true));
        Assert.Empty(state.Wants);
        Assert.False(stage.Apply(state, new PushCount(Web)).Taken);
    }

    [Fact]
    public void A_count_that_is_held_already_is_not_pushed()
    {
        var state = Step(Pushed(InSync(), Web, 2), new Scale(Web, 2));
        Assert.Null(stage.Next(state, _ => true));
        state = Step(state, new Scale(Web, 3));
        Assert.Equal([Web], state.View.Todo);
        Assert.Empty(Step(state, new Scale(Web, 2)).View.Todo);
    }

    [Fact]
    public void A_key_that_was_forgotten_goes_on_above_the_highest_version_that_was()
    {
        var state = Pushed(Pushed(Pushed(InSync(), Web, 1), Web, 2), Api, 1);
        state = Gone(Gone(state, Web), Api);
        Assert.Equal(3ul, state.View.Forgotten);
        Assert.Equal(new Count(1, 4), Pushed(state, Api, 1).View.Sent[Api].Count);
    }

    [Fact]
    public void What_is_not_its_business_is_not_taken() => Assert.False(stage.Apply(InSync(), Answer.Now).Taken);

    private AutoscalerState InSync()
    {
        var state = Step(Step(AutoscalerState.Initial(3), Listed.Now), new Connect(LinkId.Only));
        return Step(state, Snapshot(state.Below.Epoch));
    }

    private AutoscalerState Pushed(AutoscalerState state, ScaleKey key, int replicas) =>
        Step(Step(state, new Scale(key, replicas)), new PushCount(key));

    private AutoscalerState Gone(AutoscalerState state, ScaleKey key)
    {
        state = Step(Step(state, new Scale(key, Replicas: null)), new PushCount(key));
        return Step(state, new FromBelow(LinkId.Only, new CountAck(state.Below.Epoch, key, state.View.Sent[key].Count.Version)));
    }
}
