using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Links;

/// <summary>One real stage each, against a peer that the test plays itself.</summary>
public sealed class LinkTests : IDisposable
{
    private static readonly ScaleKey Web = new("default/web-abc");
    private static readonly LinkOptions Small = new() { HighWater = 8, Capacity = 32, BatchSize = 4 };
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));

    public void Dispose() => limit.Dispose();

    [Fact]
    public async Task A_connection_whose_first_message_is_not_hello_is_closed()
    {
        await using var kubelet = LinkEnds.Kubelet();
        var (near, far) = InMemoryConnection.Pair(1);
        var serving = kubelet.Above.ServeAsync(far);
        await near.WriteAsync([new Tombstone(new Epoch(1, 1), [])], limit.Token);
        await Assert.ThrowsAsync<LinkBrokenException>(() => near.ReadAsync(limit.Token));
        await serving.WaitAsync(limit.Token);
        Assert.Equal(Epoch.None, kubelet.State.Above.Epoch);
    }

    [Fact]
    public async Task A_second_connections_hello_ends_the_first()
    {
        await using var kubelet = LinkEnds.Kubelet();
        var first = await GreetAsync(kubelet, new Epoch(1, 1));
        var second = await GreetAsync(kubelet, new Epoch(1, 2));
        await Assert.ThrowsAsync<LinkBrokenException>(() => first.ReadAsync(limit.Token));
        await second.WriteAsync([new Bind(new Epoch(1, 2), new PodId(Web, "x"), default)], limit.Token);
        Assert.IsType<Update>((await second.ReadAsync(limit.Token))!.Single());
    }

    [Fact]
    public async Task Decisions_stop_while_a_peer_does_not_read_and_go_on_when_it_does()
    {
        const int Wanted = 1000;
        var (near, far) = InMemoryConnection.Pair(1);
        var initial = ReplicaSetState.Initial(1) with
        {
            ReplicaSets = ImmutableSortedDictionary<ScaleKey, ReplicaSetView>.Empty.Add(
                Web,
                ReplicaSetView.Empty with { Held = new Count(Wanted, 1) }),
        };
        await using var actor = new StageActor<ReplicaSetState>(
            "replicaset",
            new ReplicaSetStage(),
            initial,
            NoEffects.Instance,
            new StageActorOptions { Links = Small },
            NullLogger.Instance);
        actor.AddLink(LinkId.Only, new OnceDialer(near), seed: 1);
        actor.Post(new ObserveReplicaSet(Web, Exists: true));
        actor.Start();
        var hello = (await far.ReadAsync(limit.Token))!.Single();
        await far.WriteAsync([new PodSnapshot(hello.Epoch, [], [])], limit.Token);
        await Eventually.TrueAsync(
            () => actor.State.ViewOf(Web).Live.Count >= Small.HighWater, "so many Pods that no more are decided on");
        for (var i = 0; i < 100; i++)
        {
            await TurnAsync(actor);
        }

        // Waiting, in the writer's hand, and in the pipe.
        Assert.InRange(actor.State.ViewOf(Web).Live.Count, Small.HighWater, Small.HighWater + (3 * Small.BatchSize));
        var placed = 0;
        while (placed < Wanted)
        {
            placed += (await far.ReadAsync(limit.Token))!.Count;
        }

        Assert.Equal(Wanted, actor.State.ViewOf(Web).Live.Count);
    }

    [Fact]
    public async Task A_peer_that_writes_and_never_reads_is_disconnected_and_finds_everything_in_the_next_snapshot()
    {
        await using var kubelet = LinkEnds.Kubelet(Small);
        var near = await GreetAsync(kubelet, new Epoch(1, 1));
        await Assert.ThrowsAsync<LinkBrokenException>(async () =>
        {
            for (var i = 0; ; i++)
            {
                await near.WriteAsync([new Bind(new Epoch(1, 1), new PodId(Web, $"x{i}"), default)], limit.Token);
            }
        });
        await TurnAsync(kubelet);
        var held = kubelet.State.Pods.Count;
        Assert.True(held > Small.Capacity, $"{held} Pods");
        var (again, far) = InMemoryConnection.Pair(1);
        _ = kubelet.Above.ServeAsync(far);
        await again.WriteAsync([new Hello(new Epoch(1, 2))], limit.Token);
        var snapshot = Assert.IsType<PodSnapshot>((await again.ReadAsync(limit.Token))!.Single());
        Assert.Equal(kubelet.State.Pods.Count, snapshot.Pods.Length);
    }

    private static Task TurnAsync(IStageActor actor)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Call(turn.SetResult);
        return turn.Task;
    }

    private async Task<InMemoryConnection> GreetAsync(StageActor<KubeletState> kubelet, Epoch epoch)
    {
        var (near, far) = InMemoryConnection.Pair(1);
        _ = kubelet.Above.ServeAsync(far);
        await near.WriteAsync([new Hello(epoch)], limit.Token);
        Assert.Equal(epoch, Assert.IsType<PodSnapshot>((await near.ReadAsync(limit.Token))!.Single()).Epoch);
        return near;
    }

    private sealed class OnceDialer(IConnection connection) : IDialer
    {
        private int dialed;

        public Task<IConnection> DialAsync(CancellationToken cancellation) =>
            Interlocked.Exchange(ref dialed, 1) == 0
                ? Task.FromResult(connection)
                : throw new LinkBrokenException("There was one connection only.");
    }
}
