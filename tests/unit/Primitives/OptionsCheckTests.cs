using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Leadership;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.Primitives;

public sealed class OptionsCheckTests
{
    public static TheoryData<object, string> Mistakes => new()
    {
        { new KubeConnectionOptions { MaxInFlight = 0 }, "MaxInFlight must be more than zero." },
        { new KubeConnectionOptions { RequestTimeout = TimeSpan.Zero }, "RequestTimeout must be more than zero." },
        { new KubeConnectionOptions { FieldManager = "" }, "FieldManager must not be empty." },
        { new InformerOptions<k8s.Models.V1Pod> { PageSize = -1 }, "PageSize must be more than zero." },
        { new InformerOptions<k8s.Models.V1Pod> { IdleGrace = TimeSpan.FromSeconds(-1) }, "IdleGrace must not be negative." },
        { new InformerOptions<k8s.Models.V1Pod> { WatchTimeout = TimeSpan.Zero }, "WatchTimeout must be between one second and one day." },
        { new LeaderElectionOptions { Identity = "" }, "A candidate must have an identity." },
        {
            new LeaderElectionOptions { Identity = "a", RetryPeriod = TimeSpan.FromSeconds(20) },
            "A leader renews every 20 s, leads for 10 s at most and the Lease lasts 15 s: each must be longer than the one before."
        },
        { new SchedulerHostOptions { CancelAfter = TimeSpan.Zero }, "CancelAfter must be more than zero." },
        { Nodes(), "At least one node is needed, and each needs a name of its own." },
        { Nodes("a", "a"), "At least one node is needed, and each needs a name of its own." },
        { Nodes("a") with { RequestsPerNode = 0 }, "RequestsPerNode must be more than zero." },
        { new SimulatedPodRuntimeOptions { PodCidr = "10.0.0.0/24", FailureRate = 1.5 }, "FailureRate must be between 0 and 1." },
        { Node(""), "A node must have a name." },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_told_in_a_sentence(object options, string sentence)
    {
        Assert.Equal(sentence, OptionsCheck.FailureOf(options));
        Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => OptionsCheck.Valid(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_mistakes_are_told_together()
    {
        var failure = OptionsCheck.FailureOf(new KubeConnectionOptions { MaxInFlight = 0, ConnectTimeout = TimeSpan.Zero });
        Assert.Equal("MaxInFlight must be more than zero. ConnectTimeout must be more than zero.", failure);
    }

    [Fact]
    public void Defaults_are_valid()
    {
        object[] all = [
            new KubeConnectionOptions(), new InformerOptions<k8s.Models.V1Pod>(), new LeaderElectionOptions { Identity = "a" },
            new SchedulerHostOptions(), Node("a")];
        Assert.All(all, options => Assert.Null(OptionsCheck.FailureOf(options)));
    }

    [Fact]
    public void A_connection_with_invalid_options_is_not_made() =>
        Assert.Throws<ArgumentException>(
            () => KubeConnection.ToServer(new Uri("http://127.0.0.1:1"), new KubeConnectionOptions { MaxInFlight = 0 }));

    private static NodeHostOptions Nodes(params string[] names) =>
        new() { Nodes = [.. names.Select(Node)], Runtime = _ => throw new NotSupportedException() };

    private static NodeAgentOptions Node(string name) => new() { Name = name, Capacity = new Resources(1000, 1000, 10) };
}
