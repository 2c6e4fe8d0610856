using KubeDirect.StateMachine;
using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Refinement;

/// <summary>What the comparison must find, to be believed when it finds nothing.</summary>
public sealed class CanaryTests(ITestOutputHelper log)
{
    private static readonly Dictionary<string, (string Model, Composition Stages, string Label)> Mutants = new(StringComparer.Ordinal)
    {
        ["the Kubelet checks no epoch"] = ("Break", new()
        {
            Kubelet = BrokenStages.ChecksNoEpoch(maxRequests: 1),
        }, "Recv"),
        ["the Scheduler answers before it has recovered"] = ("Crash", new()
        {
            Scheduler = new Bent<SchedulerState>(
                new SchedulerStage(),
                after: (state, input, step) => input is Answer && state.Above.OwesAnswer && !step.Taken
                    ? new Step<SchedulerState>(
                        state with { Above = state.Above with { Answered = true } },
                        [new SendUp(new PodSnapshot(state.Above.Epoch, [], []))])
                    : step),
        }, "Answer(\"RS\")"),
        ["the ReplicaSet stage forgets tombstones at the handshake"] = ("Break", new()
        {
            ReplicaSet = BrokenStages.ForgetsTombstones(),
        }, "RecvPodSnapshot_ReplicaSet"),
        ["the ReplicaSet stage refuses to tombstone a Pod that is Ready"] = ("Break", new()
        {
            ReplicaSet = new Bent<ReplicaSetState>(
                new ReplicaSetStage(),
                after: (state, input, step) => input is TombstonePod tombstone
                    && state.ViewOf(tombstone.Pod.Owner).Pods[tombstone.Pod].Phase == Phase.Ready
                    ? new Step<ReplicaSetState>(state, [], Taken: false)
                    : step),
        }, "TombstonePod(1)"),
        ["the Scheduler frees a victim's room before it is gone"] = ("Room", new()
        {
            Scheduler = BrokenStages.FreesRoomEarly(),
        }, "BindPod"),
        ["the Deployment stage leaves a ReplicaSet that is no longer current as it is"] = ("Rollout", new()
        {
            Deployment = new Bent<DeploymentState>(
                new DeploymentStage(),
                after: (state, input, step) => input is PushCount push && !state.Owners.ContainsKey(push.Key)
                    && state.View.Sent.TryGetValue(push.Key, out var sent) && sent.Count.Replicas > 0
                    ? new Step<DeploymentState>(state, [], Taken: false)
                    : step),
        }, "PushCount(\"DR\")"),
        ["the Scheduler keeps the Pods of a Node that was deleted"] = ("Deleted", new()
        {
            Scheduler = new Bent<SchedulerState>(
                new SchedulerStage(),
                after: (state, input, step) => input is ObserveNode { Spec: null }
                    ? step with { State = step.State with { Pods = state.Pods }, Outputs = [] }
                    : step),
        }, "ObserveNode"),
        ["the Scheduler gives a node up for a mark that its watch shows"] = ("Marked", new()
        {
            Scheduler = new Bent<SchedulerState>(
                new SchedulerStage(),
                after: (_, input, step) => input is ObserveCancelled && step.Outputs.OfType<MarkNode>().SingleOrDefault() is { } asked
                    ? new SchedulerStage().Apply(step.State, new CancelDone(asked.Node, asked.Mark))
                    : step),
        }, "ObserveCancelled_Scheduler(n1)"),
        ["the Kubelet does not stop what it is told to"] = ("Break", new()
        {
            Kubelet = new Bent<KubeletState>(
                new KubeletStage(maxRequests: 1),
                after: (_, _, step) => step with { Outputs = step.Outputs.RemoveAll(output => output is StopPod) }),
        }, "PodStopped(n1,1)"),
    };

    public static TheoryData<string> All => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void A_step_function_with_a_guard_off_is_found(string mutant)
    {
        var (model, stages, label) = Mutants[mutant];
        var difference = Models.Compare(model, stages).Difference;
        log.WriteLine(difference ?? "Nothing was found.");
        Assert.Contains(label, difference, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_that_the_graph_lacks_is_named()
    {
        var graph = Models.Graph("Room");
        var chain = new Chain(Models.Bounds("Room"), new Composition());
        var mapping = new Mapping(chain.Bounds);
        var world = chain.Warm().First();
        var (label, next) = chain.Successors(world).First();
        var state = Fingerprint.Of(mapping.Map(world));
        graph.States[state] = unchecked(graph.States[state] - Fingerprint.Edge(Fingerprint.Of(label), Fingerprint.Of(mapping.Map(next))));
        Assert.Contains($"the code can take the step {label}", Explorer.Compare(chain, graph).Difference, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_that_the_graph_lacks_is_shown_with_the_way_to_it()
    {
        var graph = Models.Graph("Room");
        var chain = new Chain(Models.Bounds("Room"), new Composition());
        var (label, next) = chain.Successors(chain.Warm().First()).First();
        Assert.True(graph.States.Remove(Fingerprint.Of(new Mapping(chain.Bounds).Map(next))));
        Assert.Contains(
            $"After the beginning:\nthe code takes the step {label} to a state that the specification does not reach",
            Explorer.Compare(chain, graph).Difference, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_that_only_the_graph_has_is_named()
    {
        var graph = Models.Graph("Room");
        var chain = new Chain(Models.Bounds("Room"), new Composition());
        var state = Fingerprint.Of(new Mapping(chain.Bounds).Map(chain.Warm().First()));
        var label = graph.Head.Labels.Keys.First();
        graph.States[state] = unchecked(graph.States[state] + Fingerprint.Edge(Fingerprint.Of(label), state));
        Assert.Contains(
            $"the specification can take the step {label}", Explorer.Compare(chain, graph).Difference, StringComparison.Ordinal);
    }
}
