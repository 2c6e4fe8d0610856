using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.Kubernetes.Objects;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Simulated;

public sealed class SimulatedPodRuntimeTests
{
    private readonly FakeTimeProvider time = new();
    private readonly List<RuntimeEvent> events = [];

    [Fact]
    public async Task A_pod_loses_its_readiness_and_gets_it_back_with_a_restart()
    {
        await using var runtime = await BeginAsync(
            options => options with { ReadyFor = TimeSpan.FromSeconds(3), UnreadyFor = TimeSpan.FromSeconds(1), Restarts = true });
        runtime.Start(Pod("a"));
        time.Advance(TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(1));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(
            [("Started", true, 0), ("Changed", false, 1), ("Changed", true, 1), ("Changed", false, 2)],
            events.Select(news => (news.GetType().Name, StatusOf(news).Ready, StatusOf(news).Containers[0].RestartCount)));
        runtime.Stop(new ObjectKey("default", "a"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, events.Count);
    }

    [Fact]
    public async Task The_given_share_of_pods_does_not_come_up()
    {
        await using var runtime = await BeginAsync(options => options with { FailureRate = 0.25, Seed = 1 });
        for (var i = 0; i < 1000; i++)
        {
            runtime.Start(Pod($"p{i}"));
        }

        Assert.InRange(events.OfType<RuntimeEvent.Stopped>().Count(), 200, 300);
        Assert.Equal(1000, events.Count);
        Assert.Equal(events.OfType<RuntimeEvent.Started>().Count(), runtime.Running.Count);
    }

    [Fact]
    public async Task A_pod_without_an_address_waits_for_one()
    {
        await using var runtime = await BeginAsync(options => options with { PodCidr = "10.0.0.0/30" });
        runtime.Start(Pod("a"));
        runtime.Start(Pod("b"));
        runtime.Start(Pod("c"));
        Assert.Equal(2, runtime.Running.Count);
        runtime.Stop(new ObjectKey("default", "a"));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["b", "c"], runtime.Running.Select(pod => pod.Name).Order(StringComparer.Ordinal));
    }

    private async Task<SimulatedPodRuntime> BeginAsync(Func<SimulatedPodRuntimeOptions, SimulatedPodRuntimeOptions> configure)
    {
        var runtime = new SimulatedPodRuntime(configure(new SimulatedPodRuntimeOptions { PodCidr = "10.0.0.0/20" }), time);
        Assert.Empty(await runtime.RecoverAsync(events.Add, CancellationToken.None));
        return runtime;
    }

    private static PodRunStatus StatusOf(RuntimeEvent news) =>
        news switch
        {
            RuntimeEvent.Started started => started.Status,
            RuntimeEvent.Changed changed => changed.Status,
            _ => throw new InvalidOperationException($"{news}"),
        };

    private static V1Pod Pod(string name) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "c" }] }
        };
}
