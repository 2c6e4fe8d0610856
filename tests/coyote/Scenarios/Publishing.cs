using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>One Kubelet with its real effects and its real watch, and a Pod that is ended while it is being published.</summary>
internal sealed class Publishing
{
    private static readonly ScaleKey ReplicaSet = new("default/web-abc");
    private static readonly PodId Pod = new(ReplicaSet, "x");
    private static readonly Epoch Now = new(1, 1);
    private readonly SafetyMonitor monitor = new();
    private readonly Goal goal;
    private readonly SmallApi api;
    private readonly CancellationTokenSource stop = new();
    private readonly StageActor<KubeletState> kubelet;
    private readonly Informer<V1Pod> informer;
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource created = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InMemoryConnection? above;

    private Publishing(bool losesCreate)
    {
        var time = new InstantTime();
        goal = new Goal(monitor);
        api = new SmallApi(time) { LosesCreate = losesCreate, Written = CheckReal };
        var owners = new ObjectStore<V1ReplicaSet>();
        owners.Set(new ObjectKey("default", "web-abc"), Owner());
        var node = new NodeAgentOptions { Name = "a", Capacity = new Resources(1, 1, 1) };
        var runtime = new SimulatedPodRuntime(
            new SimulatedPodRuntimeOptions { PodCidr = "10.0.0.0/24", StartDelay = TimeSpan.FromMilliseconds(1) }, time);
        var effects = new KubeletEffects(
            new NodeSurroundings { Node = node, Api = api, ReplicaSets = owners, Runtime = runtime, Seed = 1, Stopping = stop.Token });
        var running = effects.RecoverAsync(CancellationToken.None).GetAwaiter().GetResult(); // This runtime has nothing to wait for.
        var options = new StageActorOptions { Observers = [Narration.Instance, monitor, goal], Time = time };
        kubelet = new StageActor<KubeletState>(
            "a", new KubeletStage(1), RecoveredKubelet.State(new NodeName("a"), running), effects, options, NullLogger.Instance);
        effects.Attach(kubelet);
        var missed = new MissedDeletions(api, kubelet, seed: 1, stop.Token);
        informer = new Informer<V1Pod>(api, new InformerOptions<V1Pod> { Trim = PodFeed.Trim }, NullLogger.Instance);
        informer.AddHandler(new PodFeed(owners, _ => kubelet).OnPod, synced.SetResult, () => missed.Look(informer!.Store));
    }

    /// <summary>A user deletes the Pod's object once there is one.</summary>
    public static async Task DeletedByUserAsync(bool losesCreate)
    {
        var publishing = new Publishing(losesCreate);
        publishing.Start();
        if (losesCreate)
        {
            // Nobody can tell a create that never came from one whose object was deleted while the watch looked away.
            await publishing.synced.Task;
        }

        await publishing.BindAsync();
        var deleting = Task.Run(publishing.DeleteAsync);
        await publishing.EndsAsync();
        await deleting;
        await publishing.StopAsync();
    }

    /// <summary>The ReplicaSet stage does not want the Pod any more.</summary>
    public static async Task TombstonedAsync()
    {
        var publishing = new Publishing(losesCreate: false);
        publishing.Start();
        await publishing.BindAsync();
        await Task.Run(() => publishing.above!.WriteAsync([new Tombstone(Now, [Pod])], CancellationToken.None));
        await publishing.EndsAsync();
        await publishing.StopAsync();
    }

    private void Start()
    {
        Converges.Register();
        kubelet.Start();
        _ = Task.Run(() => informer.RunAsync(stop.Token));
    }

    private async Task BindAsync()
    {
        (above, var far) = InMemoryConnection.Pair(16);
        _ = kubelet.Above.ServeAsync(far);
        await above.WriteAsync([new Hello(Now)], CancellationToken.None);
        await above.ReadAsync(CancellationToken.None);
        await above.WriteAsync([new Bind(Now, Pod, default)], CancellationToken.None);
    }

    /// <summary>Deletes the object once it is there, and by force a little later.</summary>
    private async Task DeleteAsync()
    {
        await created.Task;
        api.Delete("web-abc-x", force: false);
        await Task.Yield();
        api.Delete("web-abc-x", force: true);
    }

    /// <summary>The Pod is reported gone, and nothing of it is left anywhere.</summary>
    private async Task EndsAsync()
    {
        while (!(await above!.ReadAsync(CancellationToken.None))!.OfType<Update>().Any(
            update => update.Pods.Any(report => report.Phase == Phase.Gone)))
        {
            // Starting, ready, terminating.
        }

        await goal.ReachAsync(() => kubelet.State.Pods.IsEmpty && kubelet.State.Objects.IsEmpty && api.Pods.Count == 0);
    }

    private async Task StopAsync()
    {
        stop.Cancel();
        await kubelet.DisposeAsync();
        Specification.Assert(api.Pods.Count == 0, "A ghost came after all was gone.");
    }

    /// <summary>PublishedIsReal, at every write.</summary>
    private void CheckReal(V1Pod written)
    {
        if (written.Status?.Phase == "Running")
        {
            Specification.Assert(monitor.PodsStarted == 1, "PublishedIsReal: the object shows Running, and the Pod was never started.");
        }

        Specification.Assert(written.Spec.NodeName == "a", "PublishedIsReal: the object is of another node.");
        created.TrySetResult();
    }

    private static V1ReplicaSet Owner() => new()
    {
        Metadata = new V1ObjectMeta { Name = "web-abc", NamespaceProperty = "default", Uid = "owner" },
        Spec = new V1ReplicaSetSpec
        {
            Template = new V1PodTemplateSpec { Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "i" }] } },
        },
    };
}
