using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Monitoring;

/// <summary>Each property: a sequence that violates it, which no correct stage produces, and one that does not.</summary>
public sealed class SafetyMonitorTests
{
    private static readonly ScaleKey Web = new("default/web-abc");
    private static readonly NodeName A = new("a");
    private static readonly NodeName B = new("b");
    private static readonly Epoch Old = new(1, 1);
    private static readonly Epoch Now = new(1, 2);
    private readonly SafetyMonitor monitor = new();

    [Fact]
    public void A_pod_that_starts_becomes_ready_and_ends_violates_nothing()
    {
        Start(A, Pod("x"));
        Report(A, new PodStarted(Pod("x")));
        TakeUpdate(new PodReport(Pod("x"), Phase.Ready, A, default));
        Report(A, new PodStopped(Pod("x")));
        Start(B, Pod("y"));
        Assert.Empty(monitor.Violations);
        Assert.Equal((0, 2), (monitor.ViolationCount, monitor.PodsStarted));
    }

    [Fact]
    public void UniqueBinding_is_violated_by_a_pod_that_starts_on_two_nodes()
    {
        Start(A, Pod("x"));
        Start(B, Pod("x"));
        AssertViolated("UniqueBinding");
    }

    [Fact]
    public void UniqueBinding_is_violated_by_a_pod_that_starts_twice_on_one_node()
    {
        Start(A, Pod("x"));
        Start(A, Pod("x"));
        AssertViolated("UniqueBinding");
    }

    [Fact]
    public void NoResurrection_is_violated_by_a_pod_that_starts_after_it_stopped()
    {
        Start(A, Pod("x"));
        Report(A, new PodStopped(Pod("x")));
        Start(B, Pod("x"));
        AssertViolated("NoResurrection");
    }

    [Fact]
    public void NoResurrection_is_violated_by_a_pod_that_starts_again_after_its_node_restarted()
    {
        Start(A, Pod("x"));
        Start(B, Pod("y"));
        monitor.NodeRestarted(A);
        Start(B, Pod("x"));
        AssertViolated("NoResurrection");
    }

    [Fact]
    public void What_ended_long_ago_is_forgotten_so_that_memory_stays_bounded()
    {
        var small = new SafetyMonitor(new SafetyMonitorOptions { EndedPods = 2 });
        foreach (var name in new[] { "x", "y", "z" })
        {
            Start(A, Pod(name), small);
            small.OnStep(
                "kubelet",
                KubeletState.Initial(A),
                new PodStopped(Pod(name)),
                new Step<KubeletState>(KubeletState.Initial(A), []));
        }

        Start(A, Pod("x"), small);
        Assert.Equal(0, small.ViolationCount);
        Start(A, Pod("z"), small);
        Assert.Equal(1, small.ViolationCount);
    }

    /// <summary>The ends of all links: the stage, and whether the link leads to the stage above it.</summary>
    public static TheoryData<StageKind, bool> Ends
    {
        get
        {
            var ends = new TheoryData<StageKind, bool>();
            foreach (var kind in Enum.GetValues<StageKind>())
            {
                if (kind != StageKind.Autoscaler)
                {
                    ends.Add(kind, true);
                }

                if (kind != StageKind.Kubelet)
                {
                    ends.Add(kind, false);
                }
            }

            return ends;
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void EpochFencing_is_violated_by_a_message_of_another_epoch_that_has_an_effect(StageKind kind, bool above)
    {
        Receive(kind, above, Old, changes: true, sends: false);
        Receive(kind, above, Old, changes: false, sends: true);
        Assert.Equal(2, monitor.ViolationCount);
        AssertViolated("EpochFencing");
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Messages_of_the_epoch_that_is_held_and_dropped_ones_of_others_violate_nothing(StageKind kind, bool above)
    {
        Receive(kind, above, Now, changes: true, sends: true);
        Receive(kind, above, Old, changes: false, sends: false);
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void A_hello_may_bring_any_epoch()
    {
        var before = KubeletState.Initial(A) with { Above = new LinkAbove(Now, Answered: true) };
        monitor.OnStep("kubelet", before, new FromAbove(new Hello(Old)), new KubeletStage(1).Apply(before, new FromAbove(new Hello(Old))));
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void NoPhantomReady_is_violated_by_a_pod_that_counts_as_ready_and_only_started_to_start()
    {
        Start(A, Pod("x"));
        TakeUpdate(new PodReport(Pod("x"), Phase.Starting, A, default));
        Assert.Empty(monitor.Violations);
        TakeUpdate(new PodReport(Pod("x"), Phase.Ready, A, default));
        AssertViolated("NoPhantomReady");
    }

    [Fact]
    public void NoPhantomReady_is_violated_by_a_snapshot_with_a_pod_that_nobody_started()
    {
        var before = ReplicaSetState.Initial(1) with { Below = new LinkBelow(LinkStatus.Greeting, Now) };
        Take(
            new ReplicaSetStage(),
            "replicaset",
            before,
            new FromBelow(LinkId.Only, new PodSnapshot(Now, [new PodReport(Pod("x"), Phase.Ready, A, default)], [])));
        AssertViolated("NoPhantomReady");
    }

    [Fact]
    public void A_pod_of_another_processs_kubelet_may_count_as_ready()
    {
        var part = new SafetyMonitor(new SafetyMonitorOptions { AllKubeletsHere = false });
        TakeUpdate(new PodReport(Pod("x"), Phase.Ready, A, default), part);
        Assert.Empty(part.Violations);
    }

    [Fact]
    public void NoOverCreation_is_violated_by_a_third_live_pod_of_two_that_are_wanted()
    {
        Create("x", "y");
        Assert.Empty(monitor.Violations);
        Create("z");
        AssertViolated("NoOverCreation");
    }

    [Fact]
    public void A_pod_that_was_tombstoned_or_is_gone_makes_room_for_another()
    {
        Create("x", "y");
        monitor.OnStep("replicaset", ReplicaSetState.Initial(1), new TombstonePod(Pod("x")), new Step<ReplicaSetState>(Wanted(2), []));
        Create("z");
        TakeUpdate(new PodReport(Pod("y"), Phase.Gone, A, default));
        Create("w");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void NoOverCreation_is_not_judged_once_a_link_was_lost()
    {
        Create("x", "y");
        monitor.OnStep(
            "scheduler",
            SchedulerState.Initial(1),
            new LinkLost(LinkId.To(A)),
            new Step<SchedulerState>(SchedulerState.Initial(1), []));
        Create("z");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void NoOverCreation_is_not_judged_once_a_stage_connects_for_the_second_time()
    {
        Create("x", "y");
        Take(new ReplicaSetStage(), "replicaset", ReplicaSetState.Initial(1), new Connect(LinkId.Only));
        Take(new ReplicaSetStage(), "replicaset", ReplicaSetState.Initial(2), new Connect(LinkId.Only));
        Create("z");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void A_pod_that_the_scheduler_ends_by_itself_makes_room_for_another()
    {
        Create("x", "y");
        Take(new ReplicaSetStage(), "replicaset", Wanted(2), new FromBelow(LinkId.Only, new Update(Now, []) { Tombstones = [Pod("x")] }));
        Create("z");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void CancelledDrains_is_violated_by_a_pod_that_is_bound_to_a_node_that_is_given_up()
    {
        Decide(new Cancel(A));
        Decide(new UncancelDone(A, "mark"));
        Bind("x");
        Assert.Empty(monitor.Violations);
        Decide(new ObserveCancelled(A, "mark"));
        Bind("y");
        AssertViolated("CancelledDrains");
    }

    [Fact]
    public void CancelledDrains_is_violated_by_a_node_that_is_to_be_used_again_while_it_has_pods_from_before()
    {
        Bind("x");
        Bind("y");
        Decide(new Cancel(A));
        Report(A, new PodStopped(Pod("x")));
        Report(A, new PodStopped(Pod("y")));
        Decide(new Uncancel(A));
        Decide(new UncancelDone(A, "mark"));
        Assert.Empty(monitor.Violations);
        Bind("z");
        Decide(new Cancel(A));
        Decide(new Uncancel(A));
        AssertViolated("CancelledDrains");
    }

    [Fact]
    public void Only_the_first_hundred_violations_are_kept_and_all_are_counted()
    {
        for (var i = 0; i <= 250; i++)
        {
            Start(A, Pod("x"));
        }

        Assert.Equal((100, 250), (monitor.Violations.Count, monitor.ViolationCount));
    }

    private static PodId Pod(string suffix) => new(Web, suffix);

    private static ReplicaSetState Wanted(int replicas)
    {
        var view = ReplicaSetView.Empty with { Existence = Existence.Exists, Held = new Count(replicas, 1) };
        return ReplicaSetState.Initial(1) with
        {
            Below = new LinkBelow(LinkStatus.InSync, Now),
            Above = new LinkAbove(Now, Answered: true),
            ReplicaSets = ImmutableSortedDictionary<ScaleKey, ReplicaSetView>.Empty.Add(Web, view),
        };
    }

    private void Start(NodeName node, PodId pod, SafetyMonitor? other = null)
    {
        var before = KubeletState.Initial(node) with { Above = new LinkAbove(Now, Answered: true) };
        Take(new KubeletStage(1), "kubelet", before, new FromAbove(new Bind(Now, pod, default)), other);
    }

    private void Report(NodeName node, Input input) =>
        monitor.OnStep("kubelet", KubeletState.Initial(node), input, new Step<KubeletState>(KubeletState.Initial(node), []));

    private void TakeUpdate(PodReport report, SafetyMonitor? other = null) =>
        Take(new ReplicaSetStage(), "replicaset", Wanted(2), new FromBelow(LinkId.Only, new Update(Now, [report])), other);

    private static NodeSpec Offer =>
        Plain.Node(new Resources(10, 10, 10));

    private static SchedulerState OneNode()
    {
        var node = new NodeView(Offer, new LinkBelow(LinkStatus.InSync, Now), Excused: false, default, []);
        return SchedulerState.Initial(1) with { Nodes = ImmutableSortedDictionary<NodeName, NodeView>.Empty.Add(A, node) };
    }

    /// <summary>A step of a Scheduler with one node; what the step makes of its memory does not matter.</summary>
    private void Decide(Input input, params ImmutableArray<Output> outputs) =>
        monitor.OnStep("scheduler", OneNode(), input, new Step<SchedulerState>(OneNode(), outputs));

    private void Bind(string suffix) =>
        Decide(new BindPod(Pod(suffix), A), new SendDown(LinkId.To(A), new Bind(Now, Pod(suffix), new Resources(1, 1, 1))));

    private void Create(params string[] suffixes)
    {
        foreach (var suffix in suffixes)
        {
            monitor.OnStep("replicaset", Wanted(2), new CreatePod(Pod(suffix), 0), new Step<ReplicaSetState>(Wanted(2), []));
        }
    }

    private void Take<TState>(IStage<TState> stage, string name, TState before, Input input, SafetyMonitor? other = null)
        where TState : class, IStageState => (other ?? monitor).OnStep(name, before, input, stage.Apply(before, input));

    /// <summary>A step that does, or does not do, something with a message; what the message says does not matter.</summary>
    private void Receive(StageKind kind, bool above, Epoch epoch, bool changes, bool sends)
    {
        var entry = StageCatalog.Of(kind);
        var link = entry.LinksToNodes ? LinkId.To(A) : LinkId.Only;
        Input[] history = [new ObserveNode(A, Offer), new FromAbove(new Hello(Now)), new Connect(link), new Connect(link)];
        var before = history.Aggregate(entry.Initial(Now.Incarnation, A), (state, input) => entry.Stage.Apply(state, input).State);
        Input input = above ? new FromAbove(new SetCount(epoch, Web, new Count(1, 1))) : new FromBelow(link, new CountAck(epoch, Web, 1));
        var after = changes ? entry.Initial(Now.Incarnation, A) : before;
        monitor.OnStep(entry.Name, before, input, new Step<IStageState>(after, sends ? [new SendUp(new CountAck(epoch, Web, 1))] : []));
    }

    private void AssertViolated(string property)
    {
        Assert.NotEmpty(monitor.Violations);
        Assert.All(monitor.Violations, text => Assert.StartsWith(property, text, StringComparison.Ordinal));
    }
}
