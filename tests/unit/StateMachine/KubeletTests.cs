using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class KubeletTests
{
    private static readonly Epoch Epoch = new(3, 1);
    private static readonly PodId Pod = new(new ScaleKey("default/web-abc"), "p");
    private readonly KubeletStage stage = new(maxRequests: 2);

    [Fact]
    public void A_pod_is_created_then_shown_ready_then_deleted()
    {
        var (state, request) = Publish(Running());
        Assert.Equal(new CreateObject(Pod), request);
        (state, request) = Publish(Step(state, new PublishDone(Pod, PublishOutcome.Done, "u1")));
        Assert.Equal(new ShowReady(Pod, "u1"), request);
        state = Step(state, new PublishDone(Pod, PublishOutcome.Done));
        state = Step(Step(state, new FromAbove(new Tombstone(Epoch, [Pod]))), new PodStopped(Pod));
        (state, request) = Publish(state);
        Assert.Equal(new DeleteObject(Pod, "u1"), request);
        state = Step(state, new PublishDone(Pod, PublishOutcome.Done));
        Assert.Empty(state.Objects);
        Assert.Null(stage.Next(state, _ => true));
    }

    [Fact]
    public void A_pod_that_ends_while_its_create_is_in_flight_leaves_no_object()
    {
        var (state, _) = Publish(Running());
        state = Step(Step(state, new FromAbove(new Tombstone(Epoch, [Pod]))), new PodStopped(Pod));
        Assert.Null(stage.Next(state, _ => true));
        (_, var request) = Publish(Step(state, new PublishDone(Pod, PublishOutcome.Done, "u1")));
        Assert.Equal(new DeleteObject(Pod, "u1"), request);
    }

    [Fact]
    public void A_pod_that_ends_unpublished_never_reaches_the_api_server()
    {
        var state = Step(Step(Running(), new FromAbove(new Tombstone(Epoch, [Pod]))), new PodStopped(Pod));
        Assert.Null(stage.Next(state, _ => true));
        Assert.Empty(state.Objects);
    }

    [Fact]
    public void A_failed_request_is_asked_again()
    {
        var (state, first) = Publish(Running());
        (_, var second) = Publish(Step(state, new PublishDone(Pod, PublishOutcome.Failed)));
        Assert.Equal(first, second);
    }

    [Fact]
    public void An_object_that_somebody_deleted_ends_its_pod_and_is_never_made_again()
    {
        var (state, _) = Publish(Running());
        state = Step(state, new PublishDone(Pod, PublishOutcome.Done, "u1"));
        var step = stage.Apply(state, new ObserveDeleted(Pod, "u1", Gone: true));
        Assert.Contains(new StopPod(Pod), step.Outputs);
        state = step.State;
        Assert.Null(stage.Next(state, _ => true));
        state = Step(state, new PodStopped(Pod));
        Assert.Empty(state.Pods);
        Assert.Null(stage.Next(state, _ => true));
    }

    [Fact]
    public void An_object_that_is_gone_counts_as_lost_even_if_its_create_was_answered_with_a_failure()
    {
        var (state, _) = Publish(Running());
        state = Step(state, new PublishDone(Pod, PublishOutcome.Failed));
        state = Step(state, new ObserveDeleted(Pod, "u1", Gone: true));
        Assert.Equal((Phase.Terminating, Shown.Lost), (state.PhaseOf(Pod), state.ObjectOf(Pod).Shown));
    }

    [Fact]
    public void A_pod_that_the_api_server_refuses_ends()
    {
        var (state, _) = Publish(Running());
        var step = stage.Apply(state, new PublishDone(Pod, PublishOutcome.Refused));
        Assert.Contains(new StopPod(Pod), step.Outputs);
        Assert.Null(stage.Next(step.State, _ => true));
    }

    [Fact]
    public void An_object_of_a_former_life_of_the_node_is_deleted()
    {
        var state = Step(KubeletState.Initial(new NodeName("n")), new ObserveObject(Pod, "u0"));
        (_, var request) = Publish(state);
        Assert.Equal(new DeleteObject(Pod, "u0"), request);
    }

    [Fact]
    public void A_deletion_timestamp_on_a_pod_that_nobody_runs_is_finished()
    {
        var state = Step(KubeletState.Initial(new NodeName("n")), new ObserveDeleted(Pod, "u0", Gone: false));
        (_, var request) = Publish(state);
        Assert.Equal(new DeleteObject(Pod, "u0"), request);
    }

    [Fact]
    public void The_deletion_of_an_earlier_object_of_the_pod_ends_it_and_the_later_object_is_deleted()
    {
        var (state, _) = Publish(Running());
        state = Step(state, new PublishDone(Pod, PublishOutcome.Done, "u2"));
        var step = stage.Apply(state, new ObserveDeleted(Pod, "u1", Gone: true));
        Assert.Contains(new StopPod(Pod), step.Outputs);
        (_, var request) = Publish(Step(step.State, new PodStopped(Pod)));
        Assert.Equal(new DeleteObject(Pod, "u2"), request);
    }

    [Fact]
    public void A_start_reported_after_the_order_to_stop_changes_nothing()
    {
        var state = Step(Held(), new FromAbove(new Tombstone(Epoch, [Pod])));
        Assert.False(stage.Apply(state, new PodStarted(Pod)).Taken);
    }

    [Fact]
    public void A_bind_of_an_earlier_epoch_starts_nothing()
    {
        var step = stage.Apply(Greeted(), new FromAbove(new Bind(new Epoch(3, 9), Pod, new Resources(1, 1, 1))));
        Assert.Empty(step.Outputs);
        Assert.Empty(step.State.Pods);
    }

    [Fact]
    public void No_more_requests_are_in_flight_than_allowed()
    {
        var state = Greeted();
        for (var i = 0; i < 5; i++)
        {
            state = Step(state, new FromAbove(new Bind(Epoch, new PodId(Pod.Owner, $"p{i}"), new Resources(1, 1, 1))));
        }

        (state, _) = Publish(state);
        (state, _) = Publish(state);
        Assert.Null(stage.Next(state, _ => true));
        Assert.Equal(2, state.Requests);
    }

    [Fact]
    public void A_node_that_sees_itself_given_up_ends_what_it_runs_once_for_each_mark()
    {
        var step = stage.Apply(Running(), new ObserveCancelled(new NodeName("n"), "m"));
        Assert.Equal(Phase.Terminating, step.State.PhaseOf(Pod));
        Assert.Contains(new StopPod(Pod), step.Outputs);
        var later = new PodId(Pod.Owner, "later");
        var state = Step(step.State, new FromAbove(new Bind(Epoch, later, new Resources(1, 1, 1))));
        Assert.Equal(Phase.Starting, Step(state, new ObserveCancelled(new NodeName("n"), "m")).PhaseOf(later));
        Assert.Equal(Phase.Terminating, Step(state, new ObserveCancelled(new NodeName("n"), "m2")).PhaseOf(later));
        Assert.Equal(state, Step(state, new ObserveCancelled(new NodeName("other"), "m2")));
    }

    [Fact]
    public void A_node_that_sees_itself_given_up_before_it_is_connected_says_so_in_its_snapshot()
    {
        var state = Step(Running(), new FromAbove(new Hello(new Epoch(4, 1))));
        var step = stage.Apply(state, new ObserveCancelled(new NodeName("n"), "m"));
        Assert.Empty(step.Outputs.OfType<SendUp>());
        Assert.Equal(Phase.Terminating, step.State.PhaseOf(Pod));
    }

    private KubeletState Greeted() => Step(Step(KubeletState.Initial(new NodeName("n")), new FromAbove(new Hello(Epoch))), Answer.Now);

    private KubeletState Held() => Step(Greeted(), new FromAbove(new Bind(Epoch, Pod, new Resources(1, 1, 1))));

    private KubeletState Running() => Step(Held(), new PodStarted(Pod));

    private (KubeletState State, Output Request) Publish(KubeletState state)
    {
        var step = stage.Apply(state, Assert.IsType<Publish>(stage.Next(state, _ => true)));
        return (step.State, Assert.Single(step.Outputs));
    }

    private KubeletState Step(KubeletState state, Input input) => stage.Take(state, input);
}
