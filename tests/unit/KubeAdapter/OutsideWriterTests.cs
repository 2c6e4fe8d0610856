using System.Net;
using k8s;
using k8s.Models;
using KubeDirect.EmbeddedApi;
using KubeDirect.EmbeddedApi.Faults;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter;

/// <summary>The whole chain on the embedded API server, and somebody who does unusual things to its objects.</summary>
#pragma warning disable CA1001 // xunit disposes of the fields, asynchronously.
public sealed class OutsideWriterTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly Starts starts = new();
    private readonly MemoryStream steps = new();
    private NdjsonTrace trace = null!;
    private EmbeddedApiServer api = null!;
    private LinkServer server = null!;
    private KubeConnection connection = null!;
    private GrpcDialers dialers = null!;
    private NodeHost node = null!;
    private SchedulerHost scheduler = null!;
    private ControllerHost controller = null!;
    private Action restart = null!;

    public async Task InitializeAsync()
    {
        trace = new NdjsonTrace(steps, TimeProvider.System, _ => { });
        api = await EmbeddedApiServer.StartAsync();
        connection = KubeConnection.ToServer(api.Uri);
        var metrics = new LinkMetrics();
        server = await LinkServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), metrics, CancellationToken.None);
        dialers = new GrpcDialers(metrics);
        var context = new ChainContext { Connection = connection, Server = server, Dialers = dialers, Observers = [starts, trace] };
        NodeAgentOptions agent =
            new() { Name = "n1", Capacity = new Resources(1_000_000, 1L << 42, 200), LinkAddress = server.Address.Authority };
        node = await NodeHost.StartAsync(
            context,
            new NodeHostOptions { Nodes = [agent], Runtime = SimulatedPodRuntime.Of([agent], TimeProvider.System) });
        scheduler = SchedulerHost.Start(context);
        restart = () => controller = ControllerHost.Start(context, context.Dialers.To(server.Address, SchedulerHost.StageName));
        restart();
    }

    public async Task DisposeAsync()
    {
        await controller.DisposeAsync();
        await scheduler.DisposeAsync();
        await node.DisposeAsync();
        dialers.Dispose();
        await server.DisposeAsync();
        connection.Dispose();
        await api.DisposeAsync();
        trace.Dispose();
        var replay = new TraceReplay();
        replay.Read("trace", new StreamReader(new MemoryStream(steps.ToArray())));
        replay.Finish(complete: true);
    }

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
        trace.Dispose();
        await KeptTraces.KeepAsync("rollout", steps.ToArray());
    }

    [Fact]
    public async Task A_replica_set_from_before_the_mark_is_scaled_to_0()
    {
        var deployment = await CreateAsync(replicas: 2, marked: false);
        var old = ReplicaSetFactory.Create(deployment, 2, []);
        old.Metadata.Name = "web-old";
        await connection.Client.AppsV1.CreateNamespacedReplicaSetAsync(old, "default");
        await connection.Client.AppsV1.PatchNamespacedDeploymentStatusAsync(
            new V1Patch("""{"status":{"observedGeneration":1}}""", V1Patch.PatchType.MergePatch), "web", "default");
        await PatchAsync("""{"metadata":{"labels":{"kubedirect.dev/managed":"true"}}}""");
        await RunningAsync(2, "first");
        await Eventually.TrueAsync(
            () => connection.Client.AppsV1.ReadNamespacedReplicaSet("web-old", "default").Spec.Replicas == 0,
            "the old ReplicaSet at 0");
    }

    [Fact]
    public async Task A_name_that_another_replica_set_has_is_not_waited_for()
    {
        var twin = await connection.Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment(replicas: 0, marked: false), "default");
        var taken = ReplicaSetFactory.Create(twin, 0, []);
        taken.Metadata.OwnerReferences = [
            Owners.ControllerReference(
                await connection.Client.CoreV1.CreateNamespacedConfigMapAsync(
                    new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "other" } }, "default"), "v1", "ConfigMap")];
        await connection.Client.AppsV1.CreateNamespacedReplicaSetAsync(taken, "default");
        await PatchAsync("""{"metadata":{"labels":{"kubedirect.dev/managed":"true"}},"spec":{"replicas":2}}""");
        await RunningAsync(2, "first");
        Assert.Equal(1, (await connection.Client.AppsV1.ReadNamespacedDeploymentAsync("web", "default")).Status.CollisionCount);
    }

    [Fact]
    public async Task An_orphan_that_fits_is_adopted()
    {
        var deployment = await CreateAsync(replicas: 0, marked: false);
        deployment.Metadata.Labels[Names.ManagedLabel] = Names.ManagedValue;
        var orphan = ReplicaSetFactory.Create(deployment, 0, []);
        orphan.Metadata.OwnerReferences = null;
        await connection.Client.AppsV1.CreateNamespacedReplicaSetAsync(orphan, "default");
        await PatchAsync("""{"metadata":{"labels":{"kubedirect.dev/managed":"true"}},"spec":{"replicas":2}}""");
        await RunningAsync(2, "first");
        var adopted = Assert.Single((await connection.Client.AppsV1.ListNamespacedReplicaSetAsync("default")).Items);
        Assert.Equal(deployment.Metadata.Uid, Assert.Single(adopted.Metadata.OwnerReferences).Uid);
    }

    [Fact]
    public async Task Pods_of_a_replica_set_that_was_orphaned_while_the_controller_was_down_end()
    {
        await CreateAsync(replicas: 2);
        await RunningAsync(2, "first");
        await controller.DisposeAsync();
        var name = Assert.Single((await connection.Client.AppsV1.ListNamespacedReplicaSetAsync("default")).Items).Metadata.Name;
        await connection.Client.AppsV1.PatchNamespacedReplicaSetAsync(
            new V1Patch("""{"metadata":{"ownerReferences":null}}""", V1Patch.PatchType.MergePatch), name, "default");
        await connection.Client.AppsV1.DeleteNamespacedDeploymentAsync("web", "default");
        restart();
        await RunningAsync(0, "first");
        await Eventually.TrueAsync(
            () => connection.Client.AppsV1.ReadNamespacedReplicaSet(name, "default").Spec.Replicas == 0,
            "the orphan at 0");
    }

    [Fact]
    public async Task A_replica_set_that_takes_the_name_of_another_just_before_its_count_is_written_keeps_its_own()
    {
        var owner = await connection.Client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new V1ObjectMeta { Name = "other" } },
            "default");
        var name = "";
        var free = false;
        api.Faults.OnRequest = http =>
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

            if (http.Request.Method == "PATCH" && path.Contains("/replicasets/", StringComparison.Ordinal) && !path.EndsWith(
                "/status",
                StringComparison.Ordinal)
                && Interlocked.CompareExchange(ref name, path.Split('/')[^1], "").Length == 0)
            {
                var taken = ReplicaSetFactory.Create(connection.Client.AppsV1.ReadNamespacedDeployment("web", "default"), 0, []);
                (taken.Metadata.Name, taken.Metadata.OwnerReferences) = (name, [Owners.ControllerReference(owner, "v1", "ConfigMap")]);
                taken.Metadata.Labels.Remove(Names.ManagedLabel); // The chain knows nothing of it: only what was on its way can reach it.
                Volatile.Write(ref free, true);
                connection.Client.AppsV1.DeleteNamespacedReplicaSet(name, "default");
                connection.Client.AppsV1.CreateNamespacedReplicaSet(taken, "default", fieldManager: "other");
                Volatile.Write(ref free, false);
            }

            return null;
        };
        await CreateAsync(replicas: 0);
        await Eventually.TrueAsync(() => connection.Client.AppsV1.ListNamespacedReplicaSet("default").Items.Count == 1, "the ReplicaSet");
        await PatchAsync("""{"spec":{"replicas":2}}""");
        await Eventually.TrueAsync(
            () => connection.Client.AppsV1.ReadNamespacedDeployment("web", "default").Status is { CollisionCount: 1, ReadyReplicas: 2 },
            "2 Pods of a ReplicaSet of another name");

        // What was under way has been answered once a later period's writes are there.
        await PatchAsync("""{"spec":{"replicas":3}}""");
        await Eventually.TrueAsync(
            () => connection.Client.AppsV1.ReadNamespacedDeployment("web", "default").Status.ReadyReplicas == 3,
            "3 Pods");
        var other = await connection.Client.AppsV1.ReadNamespacedReplicaSetAsync(Volatile.Read(ref name), "default");
        Assert.Equal((0, 1), (other.Spec.Replicas, other.Metadata.Generation));
    }

    [Fact]
    public async Task Pods_that_are_refused_do_not_count_as_ready_and_run_once_they_are_accepted()
    {
        var refusing = true;
        var refused = 0;
        api.Faults.OnRequest = http =>
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

    private static V1Deployment Deployment(int replicas, bool marked)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "web" };
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = new V1ObjectMeta
            {
                Name = "web",
                NamespaceProperty = "default",
                Labels = marked ? new Dictionary<string,
                string>(labels, StringComparer.Ordinal)
                { [Names.ManagedLabel] = Names.ManagedValue } : new Dictionary<string,
                string>(labels, StringComparer.Ordinal),
            },
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = "first" }] },
                },
            },
        };
    }

    private Task<V1Deployment> CreateAsync(int replicas, bool marked = true) =>
        connection.Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment(replicas, marked), "default");

    private Task<V1Deployment> PatchAsync(string patch) =>
        connection.Client.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch(patch, V1Patch.PatchType.MergePatch), "web", "default");

    private Task RunningAsync(int count, string image) => Eventually.TrueAsync(
        () => connection.Client.CoreV1.ListNamespacedPod("default").Items is var pods && pods.Count == count
            && pods.All(pod => pod.Spec.Containers[0].Image == image && pod.Status.Phase == "Running"),
        $"{count} Pods of image {image} that run, and no others");

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
