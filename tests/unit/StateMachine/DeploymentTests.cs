using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class DeploymentTests()
    : ScaleUpstreamTests<DeploymentState>(new DeploymentStage(), DeploymentState.Initial(3), state => state.View)
{
    private static readonly ScaleKey Web = new("default/web");
    private static readonly ScaleKey First = new("default/web-first");
    private static readonly ScaleKey Second = new("default/web-second");
    private static readonly Epoch Above = new(9, 1);
    private readonly DeploymentStage stage = new();

    [Fact]
    public void A_link_is_lost_once_and_then_nothing_is_pushed()
    {
        var state = Step(Ready(), new LinkLost(LinkId.Only));
        Assert.Equal(LinkStatus.Down, state.Below.Status);
        Assert.False(stage.Apply(state, new LinkLost(LinkId.Only)).Taken);
        state = Count(Step(state, new ObserveDeployment(Web, First)), 3, 1);
        Assert.Equal([First], state.View.Todo);
        Assert.Null(stage.Next(state, _ => true));
        Assert.False(stage.Apply(state, new PushCount(First)).Taken);
    }

    [Fact]
    public void A_hello_is_answered_before_anything_is_pushed()
    {
        var state = Step(Count(Step(Ready(), new ObserveDeployment(Web, First)), 3, 1), new FromAbove(new Hello(new Epoch(9, 2))));
        Assert.Equal([First], state.View.Todo);
        Assert.Equal(Answer.Now, stage.Next(state, _ => true));
    }

    [Fact]
    public void It_answers_from_above_once_when_it_has_recovered_with_all_that_it_holds()
    {
        var state = Step(Step(DeploymentState.Initial(3), new FromAbove(new Hello(Above))), new Connect(LinkId.Only));
        Assert.Equal(new LinkAbove(Above, Answered: false), state.Above);
        Assert.Null(stage.Next(state, _ => true));
        Assert.False(stage.Apply(state, Answer.Now).Taken);
        state = Step(state, Snapshot(state.Below.Epoch));
        Assert.Equal(Answer.Now, stage.Next(state, _ => false));
        state = Step(state, Answer.Now);
        Assert.True(state.Above.Answered);
        Assert.Null(stage.Next(state, _ => true));
        Assert.False(stage.Apply(state, Answer.Now).Taken);

        state = Step(Count(state, 3, 1), new FromAbove(new Hello(new Epoch(9, 2))));
        var snapshot = Assert.IsType<ScaleSnapshot>(Assert.IsType<SendUp>(Assert.Single(stage.Apply(state, Answer.Now).Outputs)).Message);
        Assert.Equal(new Epoch(9, 2), snapshot.Epoch);
        Assert.Equal(new Count(3, 1), Assert.Single(snapshot.Counts, pair => pair.Key == Web).Value);
    }

    [Fact]
    public void A_count_is_taken_in_the_link_s_epoch_only_and_acknowledged()
    {
        var state = Ready();
        Assert.Same(state, Step(state, new FromAbove(new SetCount(new Epoch(9, 9), Web, new Count(3, 1)))));
        var step = stage.Apply(state, new FromAbove(new SetCount(Above, Web, new Count(3, 1))));
        Assert.Equal(new SendUp(new CountAck(Above, Web, 1)), Assert.Single(step.Outputs));
        Assert.Equal(new Count(3, 1), step.State.Held[Web]);
    }

    [Fact]
    public void A_version_that_is_not_higher_changes_nothing_and_is_acknowledged_all_the_same()
    {
        var state = Count(Ready(), 3, 2);
        foreach (var version in (ulong[])[1, 2])
        {
            var step = stage.Apply(state, new FromAbove(new SetCount(Above, Web, new Count(5, version))));
            Assert.Equal(new SendUp(new CountAck(Above, Web, version)), Assert.Single(step.Outputs));
            Assert.Same(state, step.State);
        }
    }

    [Fact]
    public void A_count_goes_to_the_current_replica_set_and_is_dirty_until_it_is_acknowledged()
    {
        var state = Count(Step(Ready(), new ObserveDeployment(Web, First)), 3, 1);
        Assert.Equal(new PushCount(First), stage.Next(state, _ => true));
        Assert.Null(stage.Next(state, _ => false));
        Assert.False(stage.Apply(state, new PushCount(Second)).Taken);
        var push = stage.Apply(state, new PushCount(First));
        Assert.Equal(new SendDown(LinkId.Only, new SetCount(state.Below.Epoch, First, new Count(3, 1))), Assert.Single(push.Outputs));
        Assert.Equal(1, push.State.View.Dirty);
        Assert.Same(push.State, Step(push.State, new FromBelow(LinkId.Only, new CountAck(new Epoch(3, 9), First, 1))));
        Assert.Equal(0, Step(push.State, new FromBelow(LinkId.Only, new CountAck(state.Below.Epoch, First, 1))).View.Dirty);
    }

    [Fact]
    public void A_replica_set_whose_deployment_has_no_count_yet_is_left_alone()
    {
        var state = Step(Ready((First, new Count(4, 1))), new ObserveDeployment(Web, First));
        Assert.Null(stage.Next(state, _ => true));
        Assert.Null(state.Want(First));
    }

    [Fact]
    public void Counts_that_were_wanted_before_the_handshake_are_pushed_after_it()
    {
        var state = Step(
            Count(Step(Step(Ready(), new ObserveDeployment(Web, Second)), new ObserveReplicaSet(First, Exists: true)), 3, 1),
            new Connect(LinkId.Only));
        state = Step(state, Snapshot(state.Below.Epoch));
        Assert.Equal([First, Second], state.View.Todo);
    }

    [Fact]
    public void What_is_seen_a_second_time_changes_nothing()
    {
        var state = Step(Step(Ready(), new ObserveDeployment(Web, First)), new ObserveReplicaSet(First, Exists: true));
        Assert.Same(state, Step(state, new ObserveDeployment(Web, First)));
        Assert.Same(state, Step(state, new ObserveReplicaSet(First, Exists: true)));
        Assert.Same(state, Step(state, new ObserveReplicaSet(Second, Exists: false)));
        Assert.Same(state, Step(state, new ObserveDeployment(new ScaleKey("default/other"), Current: null)));
    }

    [Fact]
    public void When_all_deployments_were_seen_what_belongs_to_none_is_wanted_at_zero_and_as_gone_if_it_exists_no_more()
    {
        var state = Step(DeploymentState.Initial(3), new Connect(LinkId.Only));
        state = Step(Step(state, Snapshot(state.Below.Epoch, (First, new Count(4, 1)))), new ObserveReplicaSet(Second, Exists: true));
        Assert.Null(stage.Next(state, _ => true));
        state = Step(state, Listed.Now);
        Assert.Equal([First, Second], state.View.Todo);
        Assert.Equal((new Desired(0, Gone: true), new Desired(0)), (state.Want(First), state.Want(Second)));
    }

    [Fact]
    public void A_replica_set_that_was_never_pushed_and_is_named_by_nothing_any_more_is_not_pushed()
    {
        var state = Step(Ready(), new ObserveReplicaSet(First, Exists: true));
        Assert.Equal([First], state.View.Todo);
        Assert.Empty(Step(state, new ObserveReplicaSet(First, Exists: false)).View.Todo);
    }

    [Fact]
    public void What_is_not_its_business_is_not_taken() => Assert.False(stage.Apply(Ready(), new Scale(Web, 3)).Taken);

    private DeploymentState Ready(params (ScaleKey Key, Count Count)[] held)
    {
        var state = Step(Step(DeploymentState.Initial(3), Listed.Now), new Connect(LinkId.Only));
        state = Step(state, Snapshot(state.Below.Epoch, held));
        return Step(Step(state, new FromAbove(new Hello(Above))), Answer.Now);
    }

    private DeploymentState Count(DeploymentState state, int replicas, ulong version) =>
        Step(state, new FromAbove(new SetCount(Above, Web, new Count(replicas, version))));
}
