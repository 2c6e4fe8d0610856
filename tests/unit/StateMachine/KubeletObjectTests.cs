using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>What a Kubelet makes of what the API server answers and shows.</summary>
public sealed class KubeletObjectTests
{
    private static readonly Epoch Epoch = new(3, 1);
    private static readonly PodId Pod = new(new ScaleKey("default/web-abc"), "p");
    private readonly KubeletStage stage = new(maxRequests: 2);

    [Fact]
    public void A_pod_without_a_record_shows_nothing()
    {
        Assert.Equal(new Publication(Shown.None, ""), Running().ObjectOf(Pod));
        Assert.Equal(Phase.Gone, KubeletState.Initial(new NodeName("n")).PhaseOf(Pod));
    }

    [Fact]
    public void After_a_create_that_failed_the_pod_shows_nothing()
    {
        var state = Step(Requested(Running()), new PublishDone(Pod, PublishOutcome.Failed));
        Assert.Equal(new Publication(Shown.None, ""), state.ObjectOf(Pod));
        Assert.Equal(0, state.Requests);
    }

    [Fact]
    public void An_object_that_was_deleted_before_its_create_was_answered_is_there_and_its_pod_ends()
    {
        var state = Step(Requested(Running()), new PublishDone(Pod, PublishOutcome.Vanished, "u1"));
        Assert.Equal((Phase.Terminating, new Publication(Shown.Created, "u1")), (state.PhaseOf(Pod), state.ObjectOf(Pod)));
    }

    [Fact]
    public void An_object_that_vanished_is_lost_and_its_pod_ends()
    {
        var state = Step(Requested(Running()), new PublishDone(Pod, PublishOutcome.Vanished));
        Assert.Equal((Phase.Terminating, Shown.Lost), (state.PhaseOf(Pod), state.ObjectOf(Pod).Shown));
    }

    [Fact]
    public void A_status_that_failed_is_patched_again_and_one_that_is_refused_ends_the_pod()
    {
        var readying = Requested(Created());
        Assert.Equal(new Publication(Shown.Created, "u1"), Step(readying, new PublishDone(Pod, PublishOutcome.Failed)).ObjectOf(Pod));
        Assert.Equal(new Publication(Shown.Ready, "u1"), Step(readying, new PublishDone(Pod, PublishOutcome.Done)).ObjectOf(Pod));
        var step = stage.Apply(readying, new PublishDone(Pod, PublishOutcome.Refused));
        Assert.Contains(new StopPod(Pod), step.Outputs);
        Assert.Equal(new Publication(Shown.Ready, "u1"), step.State.ObjectOf(Pod));
    }

    [Theory]
    [InlineData(PublishOutcome.Failed)]
    [InlineData(PublishOutcome.Refused)]
    public void A_delete_that_is_not_done_is_asked_again(PublishOutcome outcome)
    {
        var state = Requested(Step(Created(), new PodStopped(Pod)));
        Assert.Equal(Shown.Deleting, state.ObjectOf(Pod).Shown);
        Assert.Equal(new Publication(Shown.Ready, "u1"), Step(state, new PublishDone(Pod, outcome)).ObjectOf(Pod));
    }

    [Fact]
    public void An_answer_that_nobody_waits_for_is_not_taken() =>
        Assert.False(stage.Apply(Created(), new PublishDone(Pod, PublishOutcome.Done)).Taken);

    [Fact]
    public void A_request_that_nothing_calls_for_is_not_made()
    {
        Assert.False(stage.Apply(Requested(Created()), new Publish(Pod)).Taken);
        Assert.False(stage.Apply(KubeletState.Initial(new NodeName("n")), new Publish(Pod)).Taken);
    }

    [Fact]
    public void A_pod_ends_when_it_is_deleted_before_it_has_an_object_that_is_known()
    {
        var step = stage.Apply(Running(), new ObserveDeleted(Pod, "u1", Gone: false));
        Assert.Contains(new StopPod(Pod), step.Outputs);
        Assert.Equal(Shown.None, step.State.ObjectOf(Pod).Shown);
    }

    [Fact]
    public void The_end_of_an_object_of_an_unknown_pod_calls_for_nothing()
    {
        var state = KubeletState.Initial(new NodeName("n"));
        Assert.Same(state, Step(state, new ObserveDeleted(Pod, "u1", Gone: true)));
    }

    [Fact]
    public void A_deletion_timestamp_ends_the_pod_and_leaves_its_object_to_be_deleted()
    {
        var state = Step(Created(), new ObserveDeleted(Pod, "u1", Gone: false));
        Assert.Equal((Phase.Terminating, new Publication(Shown.Created, "u1")), (state.PhaseOf(Pod), state.ObjectOf(Pod)));
        Assert.Equal(new Publish(Pod), stage.Next(Step(state, new PodStopped(Pod)), _ => true));
    }

    [Fact]
    public void While_a_request_is_in_flight_its_answer_says_what_became_of_the_object()
    {
        var state = Step(Requested(Created()), new ObserveDeleted(Pod, "u1", Gone: true));
        Assert.Equal((Phase.Terminating, Shown.Readying, 1), (state.PhaseOf(Pod), state.ObjectOf(Pod).Shown, state.Requests));
    }

    [Fact]
    public void An_object_of_a_pod_that_is_known_changes_nothing()
    {
        Assert.False(stage.Apply(Running(), new ObserveObject(Pod, "u1")).Taken);
        Assert.False(stage.Apply(Created(), new ObserveObject(Pod, "u1")).Taken);
        Assert.False(stage.Apply(Step(Created(), new PodStopped(Pod)), new ObserveObject(Pod, "u1")).Taken);
    }

    private KubeletState Running()
    {
        var state = Step(Step(KubeletState.Initial(new NodeName("n")), new FromAbove(new Hello(Epoch))), Answer.Now);
        return Step(Step(state, new FromAbove(new Bind(Epoch, Pod, new Resources(1, 1, 1)))), new PodStarted(Pod));
    }

    private KubeletState Created() => Step(Requested(Running()), new PublishDone(Pod, PublishOutcome.Done, "u1"));

    private KubeletState Requested(KubeletState state) => Step(state, new Publish(Pod));

    private KubeletState Step(KubeletState state, Input input) => stage.Take(state, input);
}
