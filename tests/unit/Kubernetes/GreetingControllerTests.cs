using k8s;
using k8s.Models;
using KubeDirect.EmbeddedApi;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes;

public sealed class GreetingControllerTests
{
    [Fact]
    public async Task The_example_of_the_README_does_what_it_says_and_nothing_else()
    {
        await using var server = await EmbeddedApiServer.StartAsync(new EmbeddedApiOptions());
        using var connection = KubeConnection.ToServer(server.Uri);
        await connection.Client.CoreV1.CreateNamespacedConfigMapAsync(Map("marked", "yes"), "default");
        await connection.Client.CoreV1.CreateNamespacedConfigMapAsync(Map("other", "no"), "default");
        using var stop = new CancellationTokenSource();

        var running = new GreetingController(connection, NullLogger.Instance).RunAsync("one", stop.Token);
        await Eventually.TrueAsync(
            async () => await GreetingOfAsync(connection, "marked") == "hello",
            "the marked ConfigMap is greeted");
        await connection.Client.CoreV1.CreateNamespacedConfigMapAsync(Map("later", "yes"), "default");
        await Eventually.TrueAsync(
            async () => await GreetingOfAsync(connection, "later") == "hello",
            "the later ConfigMap is greeted");
        await stop.CancelAsync();

        Assert.Equal(TermEnd.Stopped, await running);
        Assert.Null(await GreetingOfAsync(connection, "other"));
    }

    [Fact]
    public void The_README_shows_the_example_as_it_is_compiled()
    {
        var root = Repository.Root;
        var readme = File.ReadAllText(Path.Combine(root, "src/Kubernetes/README.md"));
        var source = File.ReadAllText(Path.Combine(root, "tests/unit/Kubernetes/GreetingController.cs"));
        Assert.Contains(source[source.IndexOf("/// <summary>", StringComparison.Ordinal)..].TrimEnd(), readme, StringComparison.Ordinal);
    }

    private static V1ConfigMap Map(string name, string greet) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["example.com/greet"] = greet },
        },
    };

    private static async Task<string?> GreetingOfAsync(KubeConnection connection, string name)
    {
        var map = await connection.Client.CoreV1.ReadNamespacedConfigMapAsync(name, "default");
        return map.Data is { } data && data.TryGetValue("greeting", out var greeting) ? greeting : null;
    }
}
