using System.Text.Json.Nodes;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Discovery;

public sealed class DiscoveryTests : ApiTest
{
    [Fact]
    public async Task Discovery_names_every_resource_with_its_subresources()
    {
        var core = await GetAsync("api/v1");
        var apps = await GetAsync("apis/apps/v1");
        string[] Names(JsonObject list) =>
            [.. list["resources"]!.AsArray().Select(entry => (string)entry!["name"]!)];
        Assert.Superset(
            new HashSet<string>
            {
                "namespaces",
                "nodes",
                "nodes/status",
                "pods",
                "pods/status",
                "services",
                "endpoints",
                "events",
                "configmaps",
                "serviceaccounts",
            }, Names(core).ToHashSet());
        Assert.Equal(
            ["deployments", "deployments/scale", "deployments/status", "replicasets", "replicasets/scale", "replicasets/status"],
            Names(apps).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["apps", "coordination.k8s.io", "scheduling.k8s.io"],
            (await GetAsync("apis"))["groups"]!.AsArray().Select(group => (string?)group!["name"]));
    }
}
