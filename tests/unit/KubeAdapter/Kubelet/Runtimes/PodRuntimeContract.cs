using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Kubernetes.Objects;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

/// <summary>
/// The clauses of the contract of <see cref="IPodRuntime"/>. Each fails with an assertion if the runtime does not keep it.
/// </summary>
internal static class PodRuntimeContract
{
    /// <summary>A Pod is started at most once.</summary>
    public static async Task StartedAtMostOnceAsync(IRuntimeWorld world)
    {
        var agent = await Agent.BeginAsync(world);
        agent.Runtime.Start(Pod("a"));
        agent.Runtime.Start(Pod("a"));
        world.Settle();
        agent.Runtime.Start(Pod("a"));
        world.Settle();
        Assert.Single(agent.Of("a").OfType<RuntimeEvent.Started>());
        Assert.True(world.Runs(Key("a")), "A Pod that was started runs.");
    }

    /// <summary>A Pod that runs has an address of its own and a status for each container.</summary>
    public static async Task StartedWithAddressAndStatusesAsync(IRuntimeWorld world)
    {
        var agent = await Agent.BeginAsync(world);
        string[] names = ["a", "b", "c"];
        foreach (var name in names)
        {
            agent.Runtime.Start(Pod(name));
        }

        world.Settle();
        var started = names.Select(name => Assert.Single(agent.Of(name).OfType<RuntimeEvent.Started>()).Status).ToList();
        Assert.Equal(
            names.Length,
            started.Select(status => status.Address).Where(address => address.Length > 0).Distinct(StringComparer.Ordinal).Count());
        Assert.All(started, status =>
        {
            Assert.Equal(["main", "proxy"], status.Containers.Select(container => container.Name));
            Assert.Equal(["setup"], status.InitContainers.Select(container => container.Name));
        });
        var ids = started.SelectMany(status => status.Containers).Select(container => container.ContainerID).ToList();
        Assert.Equal(ids.Count, ids.Where(id => !string.IsNullOrEmpty(id)).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>Stopped is said only of a Pod that does not run and never will.</summary>
    public static async Task StoppedIsFinalAsync(IRuntimeWorld world)
    {
        var agent = await Agent.BeginAsync(world);
        agent.Runtime.Start(Pod("starting"));
        agent.Runtime.Stop(Key("starting"));
        agent.Runtime.Start(Pod("running"));
        world.Settle();
        agent.Runtime.Stop(Key("running"));
        world.Settle();
        world.Settle();
        foreach (var name in (string[])["starting", "running"])
        {
            Assert.False(world.Runs(Key(name)), $"The {name} Pod was stopped, and runs.");
            Assert.False(agent.RanWhenStopped.Contains(Key(name)), $"The {name} Pod ran when the runtime said that it had stopped.");
            Assert.IsType<RuntimeEvent.Stopped>(agent.Of(name)[^1]);
        }
    }

    /// <summary>Every stop is answered.</summary>
    public static async Task EveryStopIsAnsweredAsync(IRuntimeWorld world)
    {
        var agent = await Agent.BeginAsync(world);
        agent.Runtime.Start(Pod("running"));
        world.Settle();
        agent.Runtime.Start(Pod("starting"));
        foreach (var name in (string[])["running", "starting", "unknown"])
        {
            agent.Runtime.Stop(Key(name));
        }

        world.Settle();
        Assert.All((string[])["running", "starting", "unknown"], name => Assert.NotEmpty(agent.Of(name).OfType<RuntimeEvent.Stopped>()));
    }

    /// <summary>The list has every Pod that runs or may still run, as it was handed over.</summary>
    public static async Task ListIsCompleteAsync(IRuntimeWorld world)
    {
        var former = await Agent.BeginAsync(world);
        former.Runtime.Start(Pod("running"));
        former.Runtime.Start(Pod("stopping"));
        world.Settle();
        former.Runtime.Start(Pod("starting"));
        former.Runtime.Stop(Key("stopping"));
        string[] names = ["running", "starting", "stopping"];
        var ran = names.Where(name => world.Runs(Key(name))).ToList();
        var agent = await Agent.BeginAsync(world);
        var listed = agent.Listed.Select(pod => pod.Pod.Metadata.Name).ToList();
        ran.RemoveAll(name => !world.Runs(Key(name))); // They have ended with the former agent.
        Assert.All(ran, name => Assert.Contains(name, listed));
        world.Settle();
        Assert.All(names.Where(name => world.Runs(Key(name))), name => Assert.Contains(name, listed));
        Assert.All(
            agent.Listed,
            pod => Assert.Equal(KubernetesJson.Serialize(Pod(pod.Pod.Metadata.Name)), KubernetesJson.Serialize(pod.Pod)));
    }

    /// <summary>The runtime goes on reporting of the Pods in the list, and stops them.</summary>
    public static async Task ListedPodsAreReportedOnAsync(IRuntimeWorld world)
    {
        var former = await Agent.BeginAsync(world);
        former.Runtime.Start(Pod("running"));
        world.Settle();
        former.Runtime.Start(Pod("starting"));
        var agent = await Agent.BeginAsync(world);
        world.Settle();
        foreach (var pod in agent.Listed.Where(pod => pod is { Status: null, Stopping: false }))
        {
            Assert.Single(agent.Of(pod.Pod.Metadata.Name).OfType<RuntimeEvent.Started>());
        }

        foreach (var pod in agent.Listed)
        {
            agent.Runtime.Start(pod.Pod);
            agent.Runtime.Stop(ObjectKey.Of(pod.Pod));
        }

        world.Settle();
        Assert.All(agent.Listed, pod =>
        {
            Assert.NotEmpty(agent.Of(pod.Pod.Metadata.Name).OfType<RuntimeEvent.Stopped>());
            Assert.False(world.Runs(ObjectKey.Of(pod.Pod)), "A Pod in the list was stopped, and runs.");
            Assert.True(
                pod.Status is null || !agent.Of(pod.Pod.Metadata.Name).OfType<RuntimeEvent.Started>().Any(),
                "A Pod that ran when it was listed is not started again.");
        });
    }

    private static ObjectKey Key(string name) => new("default", name);

    private static V1Pod Pod(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = "default",
            OwnerReferences = [
                new V1OwnerReference { ApiVersion = "apps/v1", Kind = "ReplicaSet", Name = "web", Uid = "owner", Controller = true }],
        },
        Spec = new V1PodSpec
        {
            NodeName = "n1",
            Containers = [new V1Container { Name = "main", Image = "i" }, new V1Container { Name = "proxy", Image = "j" }],
            InitContainers = [new V1Container { Name = "setup", Image = "k" }],
        },
    };

    /// <summary>The agent of the node, which notes what it is told.</summary>
    private sealed class Agent(IRuntimeWorld world, IPodRuntime runtime)
    {
        private readonly List<RuntimeEvent> events = [];

        public IPodRuntime Runtime => runtime;

        public IReadOnlyList<RecoveredPod> Listed { get; private set; } = [];

        public HashSet<ObjectKey> RanWhenStopped { get; } = [];

        public static async Task<Agent> BeginAsync(IRuntimeWorld world)
        {
            var agent = new Agent(world, world.Begin());
            agent.Listed = await agent.Runtime.RecoverAsync(agent.Take, CancellationToken.None);
            return agent;
        }

        public IReadOnlyList<RuntimeEvent> Of(string name)
        {
            lock (events)
            {
                return [.. events.Where(news => news.Pod == Key(name))];
            }
        }

        private void Take(RuntimeEvent news)
        {
            lock (events)
            {
                events.Add(news);
                if (news is RuntimeEvent.Stopped && world.Runs(news.Pod))
                {
                    RanWhenStopped.Add(news.Pod);
                }
            }
        }
    }
}
