using System.Collections.Immutable;
using k8s;
using k8s.Models;
using KubeDirect.EmbeddedApi;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Scheduler;

public sealed class NodeMarksTests
{
    [Fact]
    public async Task A_mark_is_put_in_place_of_any_other_and_only_taken_off_by_its_own_name()
    {
        await using var api = await EmbeddedApiServer.StartAsync();
        using var connection = KubeConnection.ToServer(api.Uri);
        var marks = new NodeMarks(connection.Api);
        Assert.NotNull(await marks.PutAsync("n1", "a.1", CancellationToken.None)); // There is no such Node.
        Assert.Null(await marks.TakeOffAsync("n1", "a.1", CancellationToken.None));

        await connection.Client.CoreV1.CreateNodeAsync(
            new V1Node
            {
                Metadata = new V1ObjectMeta
                {
                    Name = "n1",
                    Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["note"] = "kept" },
                },
            });
        Assert.Null(await marks.PutAsync("n1", "a.1", CancellationToken.None));
        Assert.Null(await marks.PutAsync("n1", "b.1", CancellationToken.None));
        Assert.Equal("b.1", await MarkAsync());
        Assert.Null(await marks.TakeOffAsync("n1", "a.1", CancellationToken.None));
        Assert.Equal("b.1", await MarkAsync());
        Assert.Null(await marks.TakeOffAsync("n1", "b.1", CancellationToken.None));
        Assert.Null(await MarkAsync());
        Assert.Equal("kept", (await connection.Client.CoreV1.ReadNodeAsync("n1")).Metadata.Annotations["note"]);

        async Task<string?> MarkAsync() => NodeSpecs.CancelledMark(await connection.Client.CoreV1.ReadNodeAsync("n1"));
    }

    [Fact]
    public async Task A_mark_replaces_another_only_if_that_one_is_still_there()
    {
        await using var api = await EmbeddedApiServer.StartAsync();
        using var connection = KubeConnection.ToServer(api.Uri);
        var marks = new NodeMarks(connection.Api);
        Assert.NotNull((await marks.ReplaceAsync("n1", "a.1", "b.1", CancellationToken.None)).Failure); // There is no such Node.

        await connection.Client.CoreV1.CreateNodeAsync(new V1Node { Metadata = new V1ObjectMeta { Name = "n1" } });
        Assert.Equal((false, null), await marks.ReplaceAsync("n1", "a.1", "b.1", CancellationToken.None));
        Assert.Null(await MarkAsync());

        Assert.Null(await marks.PutAsync("n1", "a.1", CancellationToken.None));
        Assert.Equal((false, null), await marks.ReplaceAsync("n1", "a.2", "b.1", CancellationToken.None));
        Assert.Equal("a.1", await MarkAsync());
        Assert.Equal((true, null), await marks.ReplaceAsync("n1", "a.1", "b.1", CancellationToken.None));
        Assert.Equal("b.1", await MarkAsync());

        // The answer was lost, and the request is repeated.
        Assert.Equal((true, null), await marks.ReplaceAsync("n1", "a.1", "b.1", CancellationToken.None));
        Assert.Equal("b.1", await MarkAsync());

        async Task<string?> MarkAsync() => NodeSpecs.CancelledMark(await connection.Client.CoreV1.ReadNodeAsync("n1"));
    }

    [Fact]
    public void A_node_is_away_for_too_long_only_if_it_was_away_at_every_look()
    {
        var (n1, n2) = (new NodeName("n1"), new NodeName("n2"));
        var down = new NodeView(
            Plain.Node(default),
            default,
            Excused: false,
            default,
            []);
        var up = down with { Link = new LinkBelow(LinkStatus.InSync, new Epoch(1, 1)) };
        var away = new AwayNodes(TimeSpan.FromSeconds(10));
        Assert.Empty(away.Look(State(down, down), TimeSpan.FromSeconds(0)));
        Assert.Empty(away.Look(State(down, up), TimeSpan.FromSeconds(9)));
        Assert.Equal([n1], away.Look(State(down, down), TimeSpan.FromSeconds(10)));
        var cancelled = down with { Cancelled = new NodeCancellation("a.1", Over: null, Written: false, Lifting: false) };
        Assert.Empty(away.Look(State(cancelled, down), TimeSpan.FromSeconds(11)));
        Assert.Equal([n2], away.Look(State(down, down), TimeSpan.FromSeconds(20)));

        SchedulerState State(NodeView first, NodeView second) =>
            SchedulerState.Initial(1) with { Nodes = ImmutableSortedDictionary<NodeName, NodeView>.Empty.Add(n1, first).Add(n2, second) };
    }

    [Fact]
    public void A_priority_is_the_templates_own_or_its_classs_or_the_default_classs_or_0()
    {
        V1PriorityClass[] classes =
        [
            new() { Metadata = new V1ObjectMeta { Name = "high" }, Value = 1000, PreemptionPolicy = "Never" },
            new() { Metadata = new V1ObjectMeta { Name = "some" }, Value = 7, GlobalDefault = true },
            new() { Metadata = new V1ObjectMeta { Name = "less" }, Value = 5, GlobalDefault = true },
        ];
        Assert.Equal((1000, false), Of("high", null, null));
        Assert.Equal((1000, true), Of("high", null, "PreemptLowerPriority"));
        Assert.Equal((3, true), Of(null, 3, null));
        Assert.Equal((5, true), Of(null, null, null));
        Assert.Equal((0, true), Of("unknown", null, null));
        Assert.Equal(0, PodShapes.Of(new V1PodSpec { Containers = [] }).Priority);

        (int, bool) Of(string? name, int? priority, string? policy)
        {
            var shape = PodShapes.Of(
                new V1PodSpec { PriorityClassName = name, Priority = priority, PreemptionPolicy = policy, Containers = [] },
                classes);
            return (shape.Priority, shape.Preempts);
        }
    }
}
