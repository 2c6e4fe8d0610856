using System.Text.Json;
using KubeDirect.Tests.ControlPlane;
using Xunit;

namespace KubeDirect.Tests.E2e;

[Collection(ClusterFixture.Name)]
public sealed class ControlPlaneTests(ClusterFixture cluster)
{
    [Fact]
    public async Task The_API_server_is_the_real_one()
    {
        JsonElement version = await cluster.Plane.GetAsync("/version");

        Assert.StartsWith("v1.", version.GetProperty("gitVersion").GetString(), StringComparison.Ordinal);
        Assert.Contains("etcd ok", await cluster.Plane.KubectlAsync("get", "--raw", "/readyz?verbose"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hollow_kubelet_is_a_Ready_node()
    {
        string nodes = await cluster.Plane.KubectlAsync(
            "get", "nodes", "-o", "jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type=='Ready')].status} {end}");

        Assert.Contains("hollow-0=True", nodes.Split(' '));
    }

    [Fact]
    public async Task What_kubectl_refuses_is_reported_with_its_reason()
    {
        ControlPlaneException refused = await Assert.ThrowsAsync<ControlPlaneException>(
            () => cluster.Plane.KubectlAsync("get", "deployment", "no-such-deployment"));

        Assert.Contains("\"no-such-deployment\" not found", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_cannot_start_is_reported_with_the_end_of_its_log()
    {
        var options = new ControlPlaneOptions
        {
            Controllers = "no-such-controller",
            Scheduler = false,
            LogFolder = Path.Combine(Repository.Root, "artifacts", "e2e-failed-start"),
        };

        ControlPlaneException failure = await Assert.ThrowsAsync<ControlPlaneException>(() => LocalControlPlane.StartAsync(options));

        Assert.Contains("kube-controller-manager ended with exit code 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"no-such-controller\" is not in the list of known controllers", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_server_can_go_away_and_come_back_with_its_data()
    {
        await using TestNamespace space = await cluster.CreateNamespaceAsync("outage");
        await space.CreateDeploymentAsync("before", replicas: 1, marked: false);
        await space.KubectlAsync("rollout", "status", "deployment/before", "--timeout=120s");

        await cluster.Plane.StopApiServerAsync();
        try
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => cluster.Plane.GetAsync("/version"));
        }
        finally
        {
            await cluster.Plane.StartApiServerAsync();
        }

        await space.CreateDeploymentAsync("after", replicas: 1, marked: false);
        await space.KubectlAsync("rollout", "status", "deployment/after", "--timeout=120s");
        Assert.Equal(2, (await space.PodsAsync()).Count);
    }

    [Fact]
    public async Task Its_components_end_and_its_data_go_when_it_is_disposed()
    {
        var plane = await LocalControlPlane.StartAsync(new ControlPlaneOptions { ControllerManager = false, Scheduler = false });
        string folder = Path.GetDirectoryName(plane.AdminKubeconfig)!;
        Assert.True(Directory.Exists(folder));
        using HttpClient client = plane.CreateClient();

        await plane.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        Assert.False(Directory.Exists(plane.LogFolder));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri("/version", UriKind.Relative)));
        Assert.DoesNotContain(
            Directory.EnumerateDirectories("/proc")
                .Select(process => Path.Combine(process, "cmdline"))
                .Where(File.Exists)
                .Select(ReadIfThere),
            commandLine => commandLine.Contains(folder, StringComparison.Ordinal));

        static string ReadIfThere(string file)
        {
            try
            {
                return File.ReadAllText(file);
            }
            catch (IOException)
            {
                return string.Empty;
            }
        }
    }
}
