using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Monitoring;

/// <summary>Capacity, as the monitor adds it up from what passes by: a Scheduler that counts wrongly is not asked.</summary>
public sealed class CapacityTests
{
    private static readonly NodeName A = new("a");
    private static readonly NodeName B = new("b");
    private static readonly Epoch Now = new(1, 1);
    private readonly SafetyMonitor monitor = new();

    public CapacityTests()
    {
        Observe(A, Offer(1000, 1000, 2));
        Observe(B, Offer(1000, 1000, 2));
    }

    [Theory]
    [InlineData(500, 500, 1, 0)]
    [InlineData(501, 500, 1, 1)]
    [InlineData(500, 501, 1, 1)]
    [InlineData(500, 500, 2, 1)]
    [InlineData(long.MaxValue, long.MaxValue, 1, 2)]
    public void It_is_violated_by_each_bind_that_promises_more_than_a_node_has(long cpu, long memory, int places, int violations)
    {
        Bind(A, "x", new Resources(cpu, memory, places));
        Bind(A, "y", new Resources(cpu, memory, 1));
        Assert.Equal(violations, monitor.Violations.Count(text => text.StartsWith("Capacity", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_bound_to_another_node_counts_there()
    {
        Bind(A, "w", "x");
        Bind(B, "y", "z");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void A_pod_that_is_being_stopped_still_takes_what_it_takes()
    {
        Bind(A, "x", "y");
        TakeUpdate(A, Report("x", Phase.Terminating));
        Bind(A, "z");
        AssertViolated();
    }

    [Fact]
    public void A_pod_that_its_node_has_stopped_takes_nothing()
    {
        Bind(A, "x", "y");
        monitor.OnStep("a", KubeletState.Initial(A), new PodStopped(Pod("x")), new Step<KubeletState>(KubeletState.Initial(A), []));
        Bind(A, "z");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void A_pod_that_its_node_says_is_gone_takes_nothing()
    {
        Bind(A, "x", "y");
        TakeUpdate(A, Report("x", Phase.Gone));
        Bind(A, "z");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void A_pod_that_is_gone_says_a_message_of_another_epoch_still_takes_what_it_takes()
    {
        Bind(A, "x", "y");
        Observe(InSync(1), new FromBelow(LinkId.To(A), new Update(new Epoch(9, 9), [Report("x", Phase.Gone)])));
        Bind(A, "z");
        AssertViolated();
    }

    [Fact]
    public void A_bind_that_got_lost_takes_nothing_once_a_snapshot_leaves_it_out()
    {
        Bind(A, "x", "y");
        TakeSnapshot(A, Report("y", Phase.Ready));
        Bind(A, "z");
        Assert.Empty(monitor.Violations);
        Bind(A, "zz");
        AssertViolated();
    }

    [Fact]
    public void A_pod_that_ended_after_its_node_put_it_into_a_snapshot_takes_nothing()
    {
        Bind(A, "x", "y");
        monitor.OnStep("a", KubeletState.Initial(A), new PodStopped(Pod("x")), new Step<KubeletState>(KubeletState.Initial(A), []));
        TakeSnapshot(A, Report("x", Phase.Ready), Report("y", Phase.Ready));
        Bind(A, "z");
        Assert.Empty(monitor.Violations);
    }

    [Fact]
    public void A_scheduler_that_starts_again_learns_from_snapshots_what_is_bound()
    {
        Bind(A, "x", "y");
        Observe(InSync(2), new ObserveNode(A, Offer(1000, 1000, 2)));
        Observe(InSync(2), new Connect(LinkId.To(A)));
        TakeSnapshot(A, incarnation: 2, Report("x", Phase.Ready));
        Bind(A, incarnation: 2, "z");
        Assert.Empty(monitor.Violations);
        Bind(A, incarnation: 2, "zz");
        AssertViolated();
    }

    [Fact]
    public void A_former_scheduler_that_goes_on_beside_its_successor_is_judged_by_its_own_promises()
    {
        // Found by the simulation: the successor, whose link had been taken over without its noticing, was charged with what the former one
        // bound.
        Bind(A, "x");
        Observe(InSync(2), new ObserveNode(A, Offer(1000, 1000, 2)));
        Observe(InSync(2), new Connect(LinkId.To(A)));
        TakeSnapshot(A, incarnation: 2, Report("x", Phase.Ready));
        Observe(InSync(1), new Connect(LinkId.To(A)));
        TakeSnapshot(A, Report("x", Phase.Ready));
        Bind(A, "late");
        Observe(InSync(2), new Connect(LinkId.To(B)));
        Bind(A, incarnation: 2, "z");
        Assert.Empty(monitor.Violations);
        Bind(A, "later");
        AssertViolated();
    }

    [Fact]
    public void A_node_that_starts_again_or_whose_object_was_deleted_has_nothing_bound()
    {
        Bind(A, "w", "x");
        monitor.NodeRestarted(A);
        Bind(A, "y", "z");
        Observe(A, spec: null);
        Observe(A, Offer(1000, 1000, 1));
        Bind(A, "yy");
        Assert.Empty(monitor.Violations);
        Bind(A, "zz");
        AssertViolated();
    }

    private static PodId Pod(string suffix) => new(new ScaleKey("default/web-abc"), suffix);

    private static PodReport Report(string suffix, Phase phase) => new(Pod(suffix), phase, A, new Resources(1, 1, 1));

    private static NodeSpec Offer(long cpu, long memory, int places) =>
        Plain.Node(new Resources(cpu, memory, places));

    /// <summary>A Scheduler in sync with both nodes, which counts nothing.</summary>
    private static SchedulerState InSync(ulong incarnation, LinkStatus status = LinkStatus.InSync)
    {
        var node = new NodeView(Offer(1000, 1000, 2), new LinkBelow(status, Now), Excused: false, default, []);
        return SchedulerState.Initial(incarnation) with
        {
            Nodes = ImmutableSortedDictionary<NodeName, NodeView>.Empty.Add(A, node).Add(B, node),
        };
    }

    private void Observe(NodeName node, NodeSpec? spec) => Observe(InSync(1), new ObserveNode(node, spec));

    private void Observe(SchedulerState before, Input input, params ImmutableArray<Output> outputs) =>
        monitor.OnStep("scheduler", before, input, new Step<SchedulerState>(before, outputs));

    private void Bind(NodeName node, params string[] suffixes) => Bind(node, incarnation: 1, suffixes);

    private void Bind(NodeName node, ulong incarnation, params string[] suffixes)
    {
        foreach (var suffix in suffixes)
        {
            Bind(node, suffix, new Resources(1, 1, 1), incarnation);
        }
    }

    private void Bind(NodeName node, string suffix, Resources requests, ulong incarnation = 1) =>
        Observe(InSync(incarnation), new BindPod(Pod(suffix), node), new SendDown(LinkId.To(node), new Bind(Now, Pod(suffix), requests)));

    private void TakeUpdate(NodeName node, PodReport report) =>
        Observe(InSync(1), new FromBelow(LinkId.To(node), new Update(Now, [report])));

    private void TakeSnapshot(NodeName node, params PodReport[] reports) => TakeSnapshot(node, incarnation: 1, reports);

    private void TakeSnapshot(NodeName node, ulong incarnation, params PodReport[] reports) =>
        Observe(InSync(incarnation, LinkStatus.Greeting), new FromBelow(LinkId.To(node), new PodSnapshot(Now, [.. reports], [])));

    private void AssertViolated() => Assert.StartsWith("Capacity", Assert.Single(monitor.Violations), StringComparison.Ordinal);
}
