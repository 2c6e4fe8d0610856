using System.Collections.Immutable;
using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;
using KubeDirect.Tests.Unit.Kubernetes;
using KubeDirect.Tests.Unit.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

public sealed class MissedDeletionTests
{
    private static readonly PodId Pod = new(new ScaleKey("default/rs"), "abc");

    [Fact]
    public async Task An_object_made_and_deleted_between_two_lists_ends_its_Pod_however_often_the_question_fails()
    {
        var asked = 0;
        await using var server = await ScriptedServer.StartAsync(
            (_, http, _) => ++asked == 1 ? http.StatusAsync(500, "InternalError") : http.StatusAsync(404, "NotFound"));
        await using var kubelet = Look(server, new ObjectStore<V1Pod>());
        await Eventually.TrueAsync(() => kubelet.State.PhaseOf(Pod) == Phase.Terminating, "the Pod terminates");
    }

    [Fact]
    public async Task An_object_that_was_made_again_by_somebody_else_ends_its_Pod()
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.JsonAsync(Answers.Pod("rs-abc", 7, uid: "another")));
        await using var kubelet = Look(server, new ObjectStore<V1Pod>());
        await Eventually.TrueAsync(() => kubelet.State.PhaseOf(Pod) == Phase.Terminating, "the Pod terminates");
    }

    [Fact]
    public async Task An_object_younger_than_the_list_is_there_and_its_Pod_goes_on()
    {
        var answered = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async (_, http, _) =>
        {
            await http.JsonAsync(Answers.Pod("rs-abc", 7, uid: "u1"));
            answered.SetResult();
        });
        await using var kubelet = Look(server, new ObjectStore<V1Pod>());
        await answered.Task;
        Assert.Equal(Phase.Ready, kubelet.State.PhaseOf(Pod));
    }

    [Fact]
    public async Task Of_an_object_in_the_list_nobody_is_asked()
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.StatusAsync(404, "NotFound"));
        var listed = new ObjectStore<V1Pod>();
        listed.Set(new ObjectKey("default", "rs-abc"), new V1Pod { Metadata = new V1ObjectMeta { Uid = "u1" } });
        await using var kubelet = Look(server, listed);
        Assert.Empty(server.Requests);
    }

    private static StageActor<KubeletState> Look(ScriptedServer server, ObjectStore<V1Pod> listed)
    {
        var state = KubeletState.Initial(new NodeName("n1")) with
        {
            Pods = ImmutableDictionary<PodId, LocalPod>.Empty.Add(Pod, new LocalPod(Phase.Ready, default)),
            Objects = ImmutableDictionary<PodId, Publication>.Empty.Add(Pod, new Publication(Shown.Ready, "u1")),
        };
        var kubelet = new StageActor<KubeletState>(
            "n1",
            new KubeletStage(1),
            state,
            new SilentEffects(),
            new StageActorOptions(),
            NullLogger.Instance);
        kubelet.Start();
        new MissedDeletions(server.Connect().Api, kubelet, seed: 1, CancellationToken.None).Look(listed);
        return kubelet;
    }
}
