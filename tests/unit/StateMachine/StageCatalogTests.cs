using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class StageCatalogTests
{
    private static readonly Epoch Current = new(7, 1);
    private static readonly NodeName Node = new("n");

    public static TheoryData<StageKind> Kinds => [.. Enum.GetValues<StageKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_found_by_its_name_and_begins_with_what_identifies_its_run(StageKind kind)
    {
        var entry = StageCatalog.Find(kind.ToString())!;
        var state = entry.Initial(5, Node);
        Assert.Equal((kind, kind), (entry.Kind, state.Kind));
        Assert.Equal(entry.IsOnNodes ? ((ulong?)null, Node) : (5, NodeName.None), (state.Incarnation, state.Node));
    }

    [Fact]
    public void The_catalog_has_the_stages_in_the_order_of_the_chain() =>
        Assert.Equal(["Autoscaler", "Deployment", "ReplicaSet", "Scheduler", "Kubelet"], StageCatalog.All.Select(entry => entry.Name));

    [Fact]
    public void Only_the_scheduler_has_a_link_for_each_node_and_only_kubelets_are_on_nodes()
    {
        Assert.Equal([StageKind.Scheduler], StageCatalog.All.Where(entry => entry.LinksToNodes).Select(entry => entry.Kind));
        Assert.Equal([StageKind.Kubelet], StageCatalog.All.Where(entry => entry.IsOnNodes).Select(entry => entry.Kind));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("scheduler")]
    [InlineData("3")]
    public void Another_name_is_no_kind(string? name) => Assert.Null(StageCatalog.Find(name));

    [Fact]
    public void A_number_that_is_no_kind_is_refused() =>
        Assert.StartsWith(
            "There is no such kind of stage.",
            Assert.Throws<ArgumentOutOfRangeException>(() => StageCatalog.Of((StageKind)5)).Message,
            StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_hello_is_the_end_of_the_link_from_above_at_every_stage_but_the_head(StageKind kind)
    {
        var entry = StageCatalog.Of(kind);
        var before = entry.Initial(5, Node);
        var step = entry.Stage.Apply(before, new FromAbove(new Hello(Current)));
        Assert.Equal(kind != StageKind.Autoscaler, step.Taken);
        Assert.Equal(kind == StageKind.Autoscaler ? null : default(LinkAbove), before.Above);
        Assert.Equal(kind == StageKind.Autoscaler ? null : new LinkAbove(Current, Answered: false), step.State.Above);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_connection_begins_a_handshake_in_a_fresh_epoch_at_every_stage_but_the_tail(StageKind kind)
    {
        var entry = StageCatalog.Of(kind);
        var (link, state) = WithLink(entry);
        var first = entry.Stage.Apply(state, new Connect(link));
        var lost = entry.Stage.Apply(first.State, new LinkLost(link));
        var second = entry.Stage.Apply(lost.State, new Connect(link));
        Assert.Equal(kind != StageKind.Kubelet, first.Taken);
        if (first.Taken)
        {
            Assert.Equal<Output>(new SendDown(link, new Hello(new Epoch(5, 1))), Assert.Single(first.Outputs));
            Assert.Equal(new LinkBelow(LinkStatus.Greeting, new Epoch(5, 1)), first.State.LinkTo(link));
            Assert.Equal(new LinkBelow(LinkStatus.Down, new Epoch(5, 1)), lost.State.LinkTo(link));
            Assert.Equal<Output>(new SendDown(link, new Hello(new Epoch(5, 2))), Assert.Single(second.Outputs));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_link_that_a_stage_does_not_have_is_refused(StageKind kind)
    {
        var entry = StageCatalog.Of(kind);
        var stranger = new LinkId("stranger");
        var (_, state) = WithLink(entry);
        Assert.Null(state.LinkTo(stranger));
        Assert.False(entry.Stage.Apply(state, new Connect(stranger)).Taken);
        Assert.False(entry.Stage.Apply(state, new LinkLost(stranger)).Taken);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_stage_of_the_catalog_answers_as_soon_as_it_has_recovered(StageKind kind)
    {
        var entry = StageCatalog.Of(kind);
        var greeted = entry.Stage.Apply(entry.Initial(5, Node), new FromAbove(new Hello(Current))).State;
        Assert.Equal(kind == StageKind.Kubelet ? Answer.Now : null, entry.Stage.Next(greeted, _ => true));
    }

    /// <summary>A stage that has just started, with the link that it has below it, if any.</summary>
    private static (LinkId Link, IStageState State) WithLink(StageEntry entry)
    {
        var state = entry.Initial(5, Node);
        return entry.LinksToNodes
            ? (LinkId.To(Node), entry.Stage.Apply(state, new ObserveNode(Node, SchedulerWorld.Spec(1))).State)
            : (LinkId.Only, state);
    }
}
