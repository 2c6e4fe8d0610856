using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class HugeRequestTests
{
    [Fact]
    public void A_pod_that_asks_for_more_than_can_be_added_up_fits_nowhere_and_does_no_harm()
    {
        var web = new ScaleKey("default/web-abc");
        var pod = new PodId(web, "x");
        var node = new NodeView(
            Plain.Node(new Resources(100, 100, 100)),
            new LinkBelow(LinkStatus.InSync, new Epoch(1, 1)),
            Excused: false,
            new Resources(1, 1, 1),
            []);
        var state = SchedulerState.Initial(1) with
        {
            Nodes = ImmutableSortedDictionary<NodeName, NodeView>.Empty.Add(new NodeName("a"), node),
            Pods = ImmutableDictionary<PodId, Binding>.Empty.Add(pod, new Binding(Phase.Pending, NodeName.None, default)),
            Queue = ImmutableSortedDictionary<ScaleKey, ImmutableSortedSet<PodId>>.Empty.Add(web, [pod]),
            Shapes = ImmutableDictionary<ScaleKey, PodShape>.Empty.Add(web, Plain.Pods(new Resources(long.MaxValue, long.MaxValue, 1))),
        };
        Assert.Equal(new Park(web), new SchedulerStage().Next(state, _ => true));
    }
}
