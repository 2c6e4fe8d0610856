using k8s;
using k8s.Models;
using KubeDirect.EmbeddedApi.Faults;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter;

/// <summary>The whole chain on the embedded API server, and somebody who does unusual things to its objects.</summary>
#pragma warning disable CA1001 // xunit disposes of the fields, asynchronously.
public sealed class OutsideWriterTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly Starts starts = new();
    private EmbeddedChain chain = null!;

    private IKubernetes Client => chain.Client;

    public async Task InitializeAsync() => chain = await EmbeddedChain.StartAsync(nodes: 1, places: 200, observers: starts);

    public Task DisposeAsync() => chain.DisposeAsync().AsTask();

    /// <summary>Its log is one for TLC: the only one in which the current ReplicaSet changes.</summary>
    [Fact]
    public async Task A_rollback_to_a_former_template_runs_its_pods_again()
    {
        await CreateAsync(replicas: 3);
        await RunningAsync(3, "first");
        await PatchAsync("""{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"second"}]}}}}""");
        await RunningAsync(3, "second");
        await PatchAsync("""{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"first"}]}}}}""");
        await RunningAsync(3, "first");
        await chain.KeepTraceAsync("rollout");
    }

    [Fact]
    public async Task A_replica_set_from_before_the_mark_is_scaled_to_0()
    {
        var deployment = await CreateAsync(replicas: 2, marked: false);
        var old = ReplicaSetFactory.Create(deployment, 2, []);
        old.Metadata.Name = "web-old";
        await Client.AppsV1.CreateNamespacedReplicaSetAsync(old, "default");
        await Client.AppsV1.PatchNamespacedDeploymentStatusAsync(
            new V1Patch("""{"status":{"observedGeneration":1}}""", V1Patch.PatchType.MergePatch), "web", "default");
        await PatchAsync("""{"metadata":{"labels":{"kubedirect.dev/managed":"true"}}}""");
        await RunningAsync(2, "first");
        await Eventually.TrueAsync(
            () => Client.AppsV1.ReadNamespacedReplicaSet("web-old", "default").Spec.Replicas == 0,
            "the old ReplicaSet at 0");
    }

    [Fact]
    public async Task A_name_that_another_replica_set_has_is_not_waited_for()
    {
        var twin = await CreateAsync(replicas: 0, marked: false);
        var taken = ReplicaSetFactory.Create(twin, 0, []);
        taken.Metadata.OwnerReferences = [
            Owners.ControllerReference(
                await Client.CoreV1.CreateNamespacedConfigMapAsync(
                    new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "other" } }, "default"), "v1", "ConfigMap")];
        await Client.AppsV1.CreateNamespacedReplicaSetAsync(taken, "default");
        await PatchAsync("""{"metadata":{"labels":{"kubedirect.dev/managed":"true"}},"spec":{"replicas":2}}""");
        await RunningAsync(2, "first");
        Assert.Equal(1, (await Client.AppsV1.ReadNamespacedDeploymentAsync("web", "default")).Status.CollisionCount);
    }

    [Fact]
    public async Task An_orphan_that_fits_is_adopted()
    {
        var deployment = await CreateAsync(replicas: 0, marked: false);
        deployment.Metadata.Labels[Names.ManagedLabel] = Names.ManagedValue;
        var orphan = ReplicaSetFactory.Create(deployment, 0, []);
        orphan.Metadata.OwnerReferences = null;
        await Client.AppsV1.CreateNamespacedReplicaSetAsync(orphan, "default");
        await PatchAsync("""{"metadata":{"labels":{"kubedirect.dev/managed":"true"}},"spec":{"replicas":2}}""");
        await RunningAsync(2, "first");
        var adopted = Assert.Single((await Client.AppsV1.ListNamespacedReplicaSetAsync("default")).Items);
        Assert.Equal(deployment.Metadata.Uid, Assert.Single(adopted.Metadata.OwnerReferences).Uid);
    }

    [Fact]
    public async Task Pods_of_a_replica_set_that_was_orphaned_while_the_controller_was_down_end()
    {
        await CreateAsync(replicas: 2);
        await RunningAsync(2, "first");
        await chain.Controller.DisposeAsync();
        var name = Assert.Single((await Client.AppsV1.ListNamespacedReplicaSetAsync("default")).Items).Metadata.Name;
        await Client.AppsV1.PatchNamespacedReplicaSetAsync(
            new V1Patch("""{"metadata":{"ownerReferences":null}}""", V1Patch.PatchType.MergePatch), name, "default");
        await Client.AppsV1.DeleteNamespacedDeploymentAsync("web", "default");
        chain.StartController();
        await RunningAsync(0, "first");
        await Eventually.TrueAsync(
            () => Client.AppsV1.ReadNamespacedReplicaSet(name, "default").Spec.Replicas == 0,
            "the orphan at 0");
    }

    [Fact]
    public async Task A_replica_set_that_takes_the_name_of_another_just_before_its_count_is_written_keeps_its_own()
    {
        var owner = await Client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "other" } },
            "default");
        var name = "";
        var free = false;
        chain.Api.Faults.OnRequest = http =>
        {
            var path = http.Request.Path.Value!;
            if (Volatile.Read(ref free) && http.Request.Method == "POST" && path.EndsWith("/replicasets", StringComparison.Ordinal)
                && http.Request.Query["fieldManager"] != "other")
            {
                return new FaultAction.Refuse(
                    503,
                    "ServiceUnavailable",
                    "the name is free for a moment, and it is not the chain that takes it");
            }

            if (http.Request.Method == "PATCH" && path.Contains("/replicasets/", StringComparison.Ordinal)
                && !path.EndsWith("/status", StringComparison.Ordinal)
                && Interlocked.CompareExchange(ref name, path.Split('/')[^1], "").Length == 0)
            {
                var taken = ReplicaSetFactory.Create(Client.AppsV1.ReadNamespacedDeployment("web", "default"), 0, []);
                (taken.Metadata.Name, taken.Metadata.OwnerReferences) = (name, [Owners.ControllerReference(owner, "v1", "ConfigMap")]);
                taken.Metadata.Labels.Remove(Names.ManagedLabel); // The chain knows nothing of it: only what was on its way can reach it.
                Volatile.Write(ref free, true);
                Client.AppsV1.DeleteNamespacedReplicaSet(name, "default");
                Client.AppsV1.CreateNamespacedReplicaSet(taken, "default", fieldManager: "other");
                Volatile.Write(ref free, false);
            }

            return null;
        };
        await CreateAsync(replicas: 0);
        await Eventually.TrueAsync(() => Client.AppsV1.ListNamespacedReplicaSet("default").Items.Count == 1, "the ReplicaSet");
        await PatchAsync("""{"spec":{"replicas":2}}""");
        await Eventually.TrueAsync(
            () => Client.AppsV1.ReadNamespacedDeployment("web", "default").Status is { CollisionCount: 1, ReadyReplicas: 2 },
            "2 Pods of a ReplicaSet of another name");

        // What was under way has been answered once a later period's writes are there.
        await PatchAsync("""{"spec":{"replicas":3}}""");
        await Eventually.TrueAsync(
            () => Client.AppsV1.ReadNamespacedDeployment("web", "default").Status.ReadyReplicas == 3,
            "3 Pods");
        var other = await Client.AppsV1.ReadNamespacedReplicaSetAsync(Volatile.Read(ref name), "default");
        Assert.Equal((0, 1), (other.Spec.Replicas, other.Metadata.Generation));
    }

    [Fact]
    public async Task Pods_that_are_refused_do_not_count_as_ready_and_run_once_they_are_accepted()
    {
        var refusing = true;
        var refused = 0;
        chain.Api.Faults.OnRequest = http =>
        {
            if (!Volatile.Read(ref refusing) || http.Request.Method != "POST"
                || !http.Request.Path.Value!.EndsWith("/pods", StringComparison.Ordinal))
            {
                return null;
            }

            Interlocked.Increment(ref refused);
            return new FaultAction.Refuse(403, "Forbidden", "exceeded quota");
        };
        await CreateAsync(replicas: 20);
        await Eventually.TrueAsync(() => Volatile.Read(ref refused) > 60, "refusals of Pods that replaced refused ones");
        Assert.InRange(starts.Count, 0, 20); // Those that were there before the first refusal.
        Volatile.Write(ref refusing, false);
        await RunningAsync(20, "first");
    }

    private Task<V1Deployment> CreateAsync(int replicas, bool marked = true) => chain.CreateAsync("web", replicas, marked);

    private Task<V1Deployment> PatchAsync(string patch) => chain.PatchAsync("web", patch);

    private Task RunningAsync(int count, string image) => Eventually.TrueAsync(
        () => Client.CoreV1.ListNamespacedPod("default").Items is var pods && pods.Count == count
            && pods.All(pod => pod.Spec.Containers[0].Image == image && pod.Status.Phase == "Running"),
        $"{count} Pods of image {image} that run, and no others");

    /// <summary>How many Pods the runtime has started.</summary>
    private sealed class Starts : IStepObserver
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
            where TState : class, IStageState
        {
            if (step.Taken && input is PodStarted)
            {
                Interlocked.Increment(ref count);
            }
        }
    }
}
