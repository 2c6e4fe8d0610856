using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;
using KubeDirect.Tests.Unit.Kubernetes;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

/// <summary>Creates whose answer was lost; found by the simulation.</summary>
public sealed class LostAnswerTests
{
    private static readonly PodId Pod = new(new ScaleKey("default/rs"), "abc");
    private static readonly V1ReplicaSet Owner = new()
    {
        Metadata = new V1ObjectMeta { Name = "rs", NamespaceProperty = "default", Uid = "owner" },
        Spec = new V1ReplicaSetSpec { Template = new V1PodTemplateSpec { Spec = new V1PodSpec { Containers = [] } } },
    };

    [Fact]
    public async Task After_a_create_of_unknown_outcome_the_stage_is_told_what_the_watch_has_shown_of_it()
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.StatusAsync(500, "InternalError"));
        var stage = new RecordingStage();
        var effects = await BeginAsync(server, stage, pod => new ObserveObject(pod, "u1"));
        effects.Perform(new CreateObject(Pod));
        await Eventually.TrueAsync(() => stage.Got.Count == 2, "the answer and the news");
        Assert.Equal([new PublishDone(Pod, PublishOutcome.Failed), new ObserveObject(Pod, "u1")], stage.Got);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_that_the_server_says_is_gone_is_not_deleted_again_because_a_late_watch_still_shows_it(bool deleting)
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.StatusAsync(404, "NotFound"));
        var stage = new RecordingStage();
        var looks = 0;
        var effects = await BeginAsync(
            server,
            stage,
            pod =>
            {
                // At the second look, another object of the same name: that one is news.
                var uid = Interlocked.Increment(ref looks) == 1 ? "u1" : "u2";
                return deleting ? new ObserveDeleted(pod, uid, Gone: false) : new ObserveObject(pod, uid);
            });
        effects.Perform(new DeleteObject(Pod, "u1"));
        await Eventually.TrueAsync(() => stage.Got.Count == 1 && Volatile.Read(ref looks) == 1, "the answer");
        effects.Perform(new DeleteObject(Pod, "u1"));
        await Eventually.TrueAsync(() => stage.Got.Count == 3, "the answer and the news");
        Input news = deleting ? new ObserveDeleted(Pod, "u2", Gone: false) : new ObserveObject(Pod, "u2");
        Assert.Equal([new PublishDone(Pod, PublishOutcome.Vanished), new PublishDone(Pod, PublishOutcome.Vanished), news], stage.Got);
    }

    [Fact]
    public async Task A_refusal_after_a_create_of_unknown_outcome_is_not_taken_for_the_last_word()
    {
        var posts = 0;
        await using var server = await ScriptedServer.StartAsync((got, http, _) =>
            got.Method == "GET" ? http.JsonAsync(Answers.Pod("rs-abc", 7, uid: "u1", owner: "owner"))
            : ++posts == 1 ? http.StatusAsync(500, "InternalError")
            : http.StatusAsync(403, "Forbidden", "exceeded quota"));
        var stage = new RecordingStage();
        var effects = await BeginAsync(server, stage, _ => null);
        effects.Perform(new StartPod(Pod));
        effects.Perform(new CreateObject(Pod));
        await Eventually.TrueAsync(() => stage.Got.OfType<PublishDone>().Any(), "the first answer");
        effects.Perform(new CreateObject(Pod));
        await Eventually.TrueAsync(() => stage.Got.OfType<PublishDone>().Count() == 2, "the second answer");
        Assert.Equal(new PublishDone(Pod, PublishOutcome.Done, "u1"), stage.Got.OfType<PublishDone>().Last());
    }

    private static async Task<KubeletEffects> BeginAsync(ScriptedServer server, RecordingStage stage, Func<PodId, Input?> shown)
    {
        var owners = new ObjectStore<V1ReplicaSet>();
        owners.Set(new ObjectKey("default", "rs"), Owner);
        var effects = new KubeletEffects(new NodeSurroundings
        {
            Node = new NodeAgentOptions { Name = "n1", Capacity = new Resources(1000, 1000, 10) },
            Api = server.Connect().Api,
            ReplicaSets = owners,
            Runtime = new SimulatedPodRuntime(new SimulatedPodRuntimeOptions { PodCidr = "10.0.0.0/24" }, TimeProvider.System),
            Shown = shown,
        });
        await effects.RecoverAsync(CancellationToken.None);
        effects.Attach(stage);
        return effects;
    }
}
