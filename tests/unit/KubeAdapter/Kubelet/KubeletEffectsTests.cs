using System.Text.Json.Nodes;
using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;
using KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

#pragma warning disable CA1001 // A recording stage has nothing to dispose of.
public sealed class KubeletEffectsTests
#pragma warning restore CA1001
{
    private static readonly PodId Pod = new(new ScaleKey("default/web"), "a");
    private static readonly ObjectKey Key = new("default", "web-a");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly ObjectStore<V1ReplicaSet> owners = new();
    private readonly Machine machine = new();
    private readonly RecordingStage stage = new();
    private readonly RecordingApi api;

    public KubeletEffectsTests()
    {
        api = new RecordingApi(time);
        owners.Set(new ObjectKey("default", "web"), Owner);
    }

    [Fact]
    public async Task Readiness_that_comes_and_goes_is_shown_and_does_not_reach_the_stage()
    {
        var effects = await BeginAsync();
        effects.Perform(new StartPod(Pod));
        machine.Settle();
        Assert.Equal([new PodStarted(Pod)], stage.Got);
        effects.Perform(new ShowReady(Pod, "u1"));
        await Eventually.TrueAsync(() => stage.Got.Contains(new PublishDone(Pod, PublishOutcome.Done)), "the Pod is shown");
        Assert.Equal(("Running", "10.0.0.1", "True"), Shown());

        time.Advance(TimeSpan.FromMinutes(1));
        machine.SetReady(Key, ready: false);
        await Eventually.TrueAsync(() => Shown() == ("Running", "10.0.0.1", "False"), "the Pod is shown as not ready");
        Assert.Equal("2026-01-02T03:05:05Z", (string?)Ready()!["lastTransitionTime"]);
        Assert.Equal("containers with unready status: [main]", (string?)Ready()!["message"]);
        machine.SetReady(Key, ready: true);
        await Eventually.TrueAsync(() => Shown() == ("Running", "10.0.0.1", "True"), "the Pod is shown as ready again");
        Assert.Equal(2, stage.Got.Count);
        Assert.All(api.Bodies, body => Assert.Equal("u1", (string?)body["metadata"]!["uid"]));
    }

    [Fact]
    public async Task A_pod_is_not_shown_before_the_stage_wants_it_to_be()
    {
        var effects = await BeginAsync();
        effects.Perform(new StartPod(Pod));
        machine.Settle();
        machine.SetReady(Key, ready: false);
        Assert.Empty(api.Bodies);

        // When the stage asks, the object shows how the Pod is, and not how it was.
        effects.Perform(new ShowReady(Pod, "u1"));
        await Eventually.TrueAsync(() => stage.Got.Contains(new PublishDone(Pod, PublishOutcome.Done)), "the Pod is shown");
        Assert.Equal(("Running", "10.0.0.1", "False"), Shown());
    }

    [Fact]
    public async Task A_pod_that_ends_by_itself_is_replaced_later_each_time()
    {
        var effects = await BeginAsync();
        foreach (var (suffix, delay) in (IEnumerable<(string, int)>)[("a", 200), ("b", 400), ("c", 800)])
        {
            var pod = Pod with { Suffix = suffix };
            effects.Perform(new StartPod(pod));
            machine.End(new ObjectKey("default", $"web-{suffix}"));
            time.Advance(TimeSpan.FromMilliseconds(delay - 1));
            Assert.DoesNotContain(new PodStopped(pod), stage.Got);
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Eventually.TrueAsync(() => stage.Got.Contains(new PodStopped(pod)), "the stage is told");
            Assert.Single(stage.Got, new PodStopped(pod));
        }
    }

    [Fact]
    public async Task A_pod_that_has_ended_by_itself_is_answered_at_once_when_it_is_to_stop()
    {
        var effects = await BeginAsync();
        effects.Perform(new StartPod(Pod));
        machine.Settle();
        machine.End(Key);
        effects.Perform(new StopPod(Pod));
        Assert.Equal([new PodStarted(Pod), new PodStopped(Pod)], stage.Got);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, stage.Got.Count);
    }

    [Fact]
    public async Task A_pod_whose_replica_set_is_not_in_the_watch_yet_starts_once_it_is()
    {
        owners.Remove(new ObjectKey("default", "web"));
        var effects = await BeginAsync();
        effects.Perform(new StartPod(Pod));
        machine.Settle();
        Assert.False(machine.Runs(Key));
        owners.Set(new ObjectKey("default", "web"), Owner);
        await Eventually.TrueAsync(() => machine.Runs(Key), "the Pod runs", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            machine.Settle();
        });
    }

    [Fact]
    public async Task A_pod_that_is_stopped_before_its_replica_set_is_in_the_watch_never_runs()
    {
        owners.Remove(new ObjectKey("default", "web"));
        var effects = await BeginAsync();
        effects.Perform(new StartPod(Pod));
        effects.Perform(new StopPod(Pod));
        Assert.Equal([new PodStopped(Pod)], stage.Got);
        owners.Set(new ObjectKey("default", "web"), Owner);
        time.Advance(TimeSpan.FromSeconds(1));
        machine.Settle();
        Assert.False(machine.Runs(Key));
    }

    [Fact]
    public async Task A_kubelet_whose_runtime_outlived_it_answers_its_first_handshake_from_the_list()
    {
        var former = await BeginAsync();
        foreach (var suffix in (string[])["ready", "unready", "ending"])
        {
            former.Perform(new StartPod(Pod with { Suffix = suffix }));
        }

        machine.Settle();
        machine.SetReady(new ObjectKey("default", "web-unready"), ready: false);
        former.Perform(new StartPod(Pod with { Suffix = "starting" }));
        former.Perform(new StopPod(Pod with { Suffix = "ending" }));

        var effects = Effects();
        var state = RecoveredKubelet.State(new NodeName("n1"), await effects.RecoverAsync(CancellationToken.None));
        await using var kubelet = new StageActor<KubeletState>(
            "n1",
            new KubeletStage(16),
            state,
            effects,
            new StageActorOptions { Time = time },
            NullLogger.Instance);
        effects.Attach(kubelet);
        kubelet.Start();
        var (above, far) = InMemoryConnection.Pair(16);
        _ = kubelet.Above.ServeAsync(far);
        await above.WriteAsync([new Hello(new Epoch(1, 1))], CancellationToken.None);
        var answer = Assert.IsType<PodSnapshot>(Assert.Single((await above.ReadAsync(CancellationToken.None))!));
        Assert.Equal(
            [("ending", Phase.Terminating), ("ready", Phase.Ready), ("starting", Phase.Starting), ("unready", Phase.Ready)],
            answer.Pods.Select(pod => (pod.Pod.Suffix, pod.Phase)));
        Assert.All(answer.Pods, pod => Assert.Equal(new Resources(250, 0, 1), pod.Requests));

        machine.Settle();
        await Eventually.TrueAsync(
            () => !kubelet.State.Pods.ContainsKey(Pod with { Suffix = "ending" })
                && kubelet.State.PhaseOf(Pod with { Suffix = "starting" }) == Phase.Ready,
            "what the former agent ordered is carried out and reported");
    }

    private static V1ReplicaSet Owner { get; } = new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "default", Uid = "owner" },
        Spec = new V1ReplicaSetSpec
        {
            Template = new V1PodTemplateSpec
            {
                Spec = new V1PodSpec
                {
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "main",
                            Image = "i",
                            Resources = new V1ResourceRequirements
                            {
                                Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal) { ["cpu"] = new("250m") },
                            },
                        },
                    ],
                },
            },
        },
    };

    private async Task<KubeletEffects> BeginAsync()
    {
        var effects = Effects();
        await effects.RecoverAsync(CancellationToken.None);
        effects.Attach(stage);
        return effects;
    }

    private KubeletEffects Effects() => new(new NodeSurroundings
    {
        Node = new NodeAgentOptions { Name = "n1", Capacity = new Resources(1000, 1000, 10) },
        Api = api,
        ReplicaSets = owners,
        Runtime = machine.Begin(),
        TaskScheduler = new InlineScheduler(),
    });

    private (string? Phase, string? Address, string? Ready) Shown() =>
        ((string?)Status()["phase"], (string?)Status()["podIP"], (string?)Ready()!["status"]);

    private JsonNode Status() => api.Bodies[^1]["status"]!;

    private JsonNode? Ready() => Status()["conditions"]!.AsArray().FirstOrDefault(condition => (string?)condition!["type"] == "Ready");
}
