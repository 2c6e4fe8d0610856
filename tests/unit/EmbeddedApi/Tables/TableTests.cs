using System.Text.Json.Nodes;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Tables;

public sealed class TableTests : ApiTest
{
    [Fact]
    public async Task A_table_shows_what_kubectl_get_shows()
    {
        await PostAsync(Pods, Pod("p", spec: Bound));
        await MergeAsync(
            Pods + "/p/status",
            """
            {"status":{"phase":"Running","podIP":"10.0.0.1",
             "containerStatuses":[{"name":"c","ready":true,"restartCount":2,"state":{"running":{}}}]}}
            """);
        await DoAsync(HttpMethod.Delete, Pods + "/p");
        using var request = new HttpRequestMessage(HttpMethod.Get, Pods);
        request.Headers.Add("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        using var response = await Http.SendAsync(request);
        var table = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("Table", (string?)table["kind"]);
        Assert.Equal(
            ["Name", "Ready", "Status", "Restarts", "Age"],
            table["columnDefinitions"]!.AsArray()
                .Where(column => (int?)column!["priority"] == 0)
                .Select(column => (string?)column!["name"]));
        var cells = table["rows"]![0]!["cells"]!.AsArray();
        Assert.Equal(["p", "1/1", "Terminating", "2"], cells.Take(4).Select(cell => (string?)cell));
        Assert.Equal(["10.0.0.1", "n1"], cells.Skip(5).Take(2).Select(cell => (string?)cell));
        Assert.Equal("p", (string?)table["rows"]![0]!["object"]!["metadata"]!["name"]);
    }
}
