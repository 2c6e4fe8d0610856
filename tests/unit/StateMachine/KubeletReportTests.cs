using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>What a Kubelet takes from above and says upward.</summary>
public sealed class KubeletReportTests
{
    private static readonly Epoch Epoch = new(3, 1);
    private static readonly NodeName Node = new("n");
    private static readonly Resources Size = new(5, 6, 1);
    private static readonly PodId A = Pod("a");
    private static readonly PodId B = Pod("b");
    private static readonly PodId C = Pod("c");
    private readonly KubeletStage stage = new(maxRequests: 2);

    [Fact]
    public void At_least_one_request_must_be_allowed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new KubeletStage(maxRequests: 0));
        Assert.Contains("At least one", error.Message, StringComparison.Ordinal);
        Assert.Equal("maxRequests", error.ParamName);
    }

    [Fact]
    public void A_hello_is_answered_first_and_once_with_all_that_runs_in_order()
    {
        var state = Step(Step(Holding(B, A, C), new PodStarted(C)), new FromAbove(new Hello(new Epoch(3, 2))));
        Assert.Equal(Answer.Now, stage.Next(state, _ => true));
        var step = stage.Apply(state, Answer.Now);
        var snapshot = Assert.IsType<PodSnapshot>(Assert.IsType<SendUp>(Assert.Single(step.Outputs)).Message);
        Assert.Equal(new Epoch(3, 2), snapshot.Epoch);
        Assert.Equal([Report(A, Phase.Starting), Report(B, Phase.Starting), Report(C, Phase.Ready)], snapshot.Pods.AsEnumerable());
        Assert.Empty(snapshot.Tombstones);
        Assert.IsType<Publish>(stage.Next(step.State, _ => true));
        Assert.False(stage.Apply(step.State, Answer.Now).Taken);
        Assert.False(stage.Apply(KubeletState.Initial(Node), Answer.Now).Taken);
    }

    [Fact]
    public void A_pod_that_is_bound_is_started_and_reported_and_once_only()
    {
        var step = stage.Apply(Holding(), Bind(A));
        Assert.Equal<Output>([new StartPod(A)], step.Outputs.Where(output => output is not SendUp));
        Assert.Equal([Report(A, Phase.Starting)], Said(step));
        var again = stage.Apply(Step(step.State, new PodStarted(A)), Bind(A));
        Assert.Empty(again.Outputs);
        Assert.Equal(Phase.Ready, again.State.PhaseOf(A));
    }

    [Fact]
    public void A_name_whose_object_is_still_there_is_gone_and_not_started()
    {
        var step = stage.Apply(Step(Holding(), new ObserveObject(A, "u0")), Bind(A));
        Assert.Equal([Gone(A)], Said(step));
        Assert.Single(step.Outputs);
        Assert.Empty(step.State.Pods);
    }

    [Fact]
    public void A_start_and_an_end_are_reported()
    {
        var started = stage.Apply(Holding(A), new PodStarted(A));
        Assert.Equal([Report(A, Phase.Ready)], Said(started));
        var stopped = stage.Apply(started.State, new PodStopped(A));
        Assert.Equal([Gone(A)], Said(stopped));
        Assert.Empty(stopped.State.Pods);
        Assert.False(stage.Apply(stopped.State, new PodStopped(A)).Taken);
        Assert.False(stage.Apply(stopped.State, new PodStarted(A)).Taken);
    }

    [Fact]
    public void Before_a_hello_is_answered_nothing_is_said()
    {
        var state = Step(Holding(A, B), new FromAbove(new Hello(new Epoch(3, 2))));
        Assert.Empty(stage.Apply(state, new PodStarted(A)).Outputs);
        Assert.Empty(stage.Apply(state, new PodStopped(A)).Outputs);
        var deleted = stage.Apply(state, new ObserveDeleted(A, "u1", Gone: true));
        Assert.Equal<Output>([new StopPod(A)], deleted.Outputs);
    }

    [Fact]
    public void Tombstones_end_what_is_held_and_what_is_not_is_gone()
    {
        var step = stage.Apply(Holding(A), new FromAbove(new Tombstone(Epoch, [B, A])));
        Assert.Equal([new StopPod(A)], step.Outputs.OfType<StopPod>());
        Assert.Equal([Gone(B), Report(A, Phase.Terminating)], Said(step));
        Assert.Equal(Phase.Terminating, step.State.PhaseOf(A));
        Assert.Empty(stage.Apply(step.State, new FromAbove(new Tombstone(Epoch, [A]))).Outputs);
    }

    [Fact]
    public void Tombstones_of_another_epoch_end_nothing()
    {
        var state = Holding(A);
        var step = stage.Apply(state, new FromAbove(new Tombstone(new Epoch(3, 9), [A, B])));
        Assert.Same(state, step.State);
        Assert.Empty(step.Outputs);
    }

    [Fact]
    public void A_node_that_sees_itself_given_up_ends_its_pods_in_order()
    {
        var step = stage.Apply(Holding(B, A, C), new ObserveCancelled(Node, "m"));
        Assert.Equal([new StopPod(A), new StopPod(B), new StopPod(C)], step.Outputs.OfType<StopPod>());
        Assert.Equal([Report(A, Phase.Terminating), Report(B, Phase.Terminating), Report(C, Phase.Terminating)], Said(step));
    }

    [Fact]
    public void What_is_not_its_business_is_not_taken() => Assert.False(stage.Apply(Holding(), Listed.Now).Taken);

    private static PodId Pod(string name) => new(new ScaleKey("default/web-abc"), name);

    private static FromAbove Bind(PodId pod) => new(new Bind(Epoch, pod, Size));

    private static PodReport Report(PodId pod, Phase phase) => new(pod, phase, Node, Size);

    private static PodReport Gone(PodId pod) => new(pod, Phase.Gone, Node, default);

    private static PodReport[] Said(Step<KubeletState> step)
    {
        var update = Assert.IsType<Update>(Assert.Single(step.Outputs.OfType<SendUp>()).Message);
        Assert.Equal(Epoch, update.Epoch);
        return [.. update.Pods];
    }

    private KubeletState Holding(params PodId[] pods)
    {
        var state = Step(Step(KubeletState.Initial(Node), new FromAbove(new Hello(Epoch))), Answer.Now);
        return pods.Aggregate(state, (current, pod) => Step(current, Bind(pod)));
    }

    private KubeletState Step(KubeletState state, Input input) => stage.Take(state, input);
}
