using System.Globalization;
using k8s;
using k8s.Autorest;
using k8s.Models;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.StateMachine;

namespace KubeDirect.Cli.Demo;

/// <summary>Runs one demo: starts the chain, scales up and down, and checks the result.</summary>
internal sealed class DemoRun(DemoSettings settings, ChainProcess process, DemoMonitor monitor) : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource stop = new();
    private readonly ApiObserver observer = new(process.Context.Connection);
    private Task observing = Task.CompletedTask;
    private NodeHost? nodes;
    private SchedulerHost? scheduler;
    private ControllerHost? controller;

    private IKubernetes Client => process.Context.Connection.Client;

    /// <exception cref="ServerException">The chain did not start in time, or the API server refused a request.</exception>
    public async Task<DemoReport> RunAsync(DemoView view, CancellationToken cancellation)
    {
        var report = DemoReport.Of(settings);
        await view.RunAsync(Measure, async () =>
        {
            await StartAsync(view, cancellation);
            report = await ScaleAsync(report, view, cancellation);
        });
        return report with
        {
            Violations = monitor.Violations.Count,
            PodStartP50Ms = monitor.Percentile(0.5),
            PodStartP99Ms = monitor.Percentile(0.99),
            Messages = process.Metrics.Messages,
            BytesPerPod = settings.Pods == 0 ? null : Math.Round((double)process.Metrics.Bytes / settings.Pods, 1),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await observing;
        foreach (var host in new IAsyncDisposable?[] { controller, scheduler, nodes })
        {
            if (host is not null)
            {
                await host.DisposeAsync();
            }
        }

        stop.Dispose();
    }

    private async Task StartAsync(DemoView view, CancellationToken cancellation)
    {
        view.Show($"starting {Counted.Text(settings.Nodes, "node")}");
        observing = observer.RunAsync(stop.Token);
        var names = Enumerable.Range(0, settings.Nodes).Select(i => string.Create(CultureInfo.InvariantCulture, $"node-{i}")).ToList();
        var ranges = PodRanges.Of(names);
        List<NodeAgentOptions> agents = [.. names.Select(name => new NodeAgentOptions
        {
            Name = name,
            Capacity = new Resources(1_000_000, 1L << 42, settings.PlacesPerNode),
            LinkAddress = process.Context.Server.Address.Authority,
            PodCidr = ranges[name],
            Seed = process.Context.Random.Seed(),
        })];
        var options = new NodeHostOptions
        {
            Nodes = agents,
            Runtime = SimulatedPodRuntime.Of(agents, TimeProvider.System, settings.Runtime),
        };
        nodes = await NodeHost.StartAsync(process.Context, options, cancellation);
        scheduler = SchedulerHost.Start(process.Context);
        controller = ControllerHost.Start(
            process.Context,
            process.Context.Dialers.To(process.Context.Server.Address, SchedulerHost.StageName));
        await nodes.WaitForRegistrationAsync(cancellation);
        view.Show($"creating {Counted.Text(settings.Functions, "function")}");
        await ForEachFunctionAsync(
            function => Client.AppsV1.CreateNamespacedDeploymentAsync(
                DemoObjects.Function(function),
                "default",
                cancellationToken: cancellation),
            cancellation);
        var ready = await WaitAsync(
            () => scheduler.State.AllInSync
                && scheduler.State.Nodes.Count == settings.Nodes
                && controller.ReplicaSet.Below.InSync
                && controller.Deployment.Current.Count == settings.Functions,
            cancellation);
        if (!ready)
        {
            throw new ServerException($"The chain was not ready within {settings.Timeout.TotalSeconds:0} s.");
        }
    }

    private async Task<DemoReport> ScaleAsync(DemoReport report, DemoView view, CancellationToken cancellation)
    {
        view.Show($"scaling 0 → {settings.Pods}");
        var start = TimeProvider.System.GetTimestamp();
        await ScaleToAsync(settings.PodsOf, cancellation);
        var ran = await WaitAsync(() => monitor.Running == settings.Pods, cancellation);
        var up = Since(start, settings.Pods == 0 ? start : monitor.LastStart);
        var shown = ran && await WaitAsync(
            () => observer.Seen is var seen && seen.Ready == settings.Pods && seen.All == settings.Pods,
            cancellation);
        var visible = Since(start, settings.Pods == 0 ? start : observer.Seen.LastChange);
        var agreed = shown && await WaitAsync(() => Agrees(settings.Pods), cancellation);
        report = report with { ScaleUpMs = ran ? up : null, VisibleMs = shown ? visible : null };
        if (settings.Hold > TimeSpan.Zero)
        {
            view.Show($"holding for {settings.Hold.TotalSeconds:0} s");
            await Task.Delay(settings.Hold, cancellation);
        }

        view.Show($"scaling {settings.Pods} → 0");
        start = TimeProvider.System.GetTimestamp();
        await ScaleToAsync(_ => 0, cancellation);
        var gone = await WaitAsync(() => Agrees(0) && observer.Seen.All == 0, cancellation);
        var down = Since(start, settings.Pods == 0 ? start : observer.Seen.LastChange);
        return report with { Converged = agreed && gone, ScaleDownMs = gone ? down : null };
    }

    /// <summary>Whether every level holds the same Pods, all of them Ready, and no tombstones: Coherence at rest.</summary>
    /// <param name="pods">How many Pods each level must hold.</param>
    private bool Agrees(int pods)
    {
        var atReplicaSets = controller!.ReplicaSet.ReplicaSets.Values
            .SelectMany(view => view.Pods)
            .ToDictionary(pair => pair.Key, pair => (pair.Value.Phase, pair.Value.Node));
        var atScheduler = scheduler!.State.Pods;
        var atNodes = nodes!.Kubelets
            .SelectMany(kubelet => kubelet.Pods.Select(pair => (pair.Key, pair.Value.Phase, kubelet.Node)))
            .ToList();
        return atNodes.Count == pods
            && atReplicaSets.Count == pods
            && atScheduler.Count == pods
            && atNodes.TrueForAll(pod => pod.Phase == Phase.Ready
                && atReplicaSets.TryGetValue(pod.Key, out var known) && known == (pod.Phase, pod.Node)
                && atScheduler.TryGetValue(pod.Key, out var binding) && (binding.Phase, binding.Node) == known)
            && controller.ReplicaSet.ReplicaSets.Values.All(view => view.Tombstones.IsEmpty)
            && scheduler.State.Tombstones.IsEmpty;
    }

    private IReadOnlyList<LevelCounts> Measure() => controller is null || scheduler is null || nodes is null
        ? []
        : LevelCounts.Of(controller, scheduler, nodes);

    private Task ScaleToAsync(Func<int, int> replicas, CancellationToken cancellation) => ForEachFunctionAsync(
        function => Client.AppsV1.PatchNamespacedDeploymentScaleAsync(
            new V1Patch(
                string.Create(CultureInfo.InvariantCulture, $"{{\"spec\":{{\"replicas\":{replicas(function)}}}}}"),
                V1Patch.PatchType.MergePatch),
            DemoSettings.FunctionName(function),
            "default",
            cancellationToken: cancellation),
        cancellation);

    private async Task ForEachFunctionAsync(Func<int, Task> act, CancellationToken cancellation)
    {
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, settings.Functions),
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation },
                async (function, _) => await act(function));
        }
        catch (HttpOperationException e)
        {
            throw new ServerException($"The embedded API server refused a request: {e.Message}");
        }
    }

    private async Task<bool> WaitAsync(Func<bool> condition, CancellationToken cancellation)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > settings.Timeout)
            {
                return false;
            }

            await Task.Delay(PollInterval, cancellation);
        }

        return true;
    }

    private static double Since(long start, long end) =>
        Math.Round(TimeProvider.System.GetElapsedTime(start, Math.Max(start, end)).TotalMilliseconds, 1);
}
