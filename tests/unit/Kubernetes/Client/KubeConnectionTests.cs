using KubeDirect.Kubernetes.Client;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes.Client;

public sealed class KubeConnectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubedirect-test-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void A_good_kubeconfig_names_its_server()
    {
        using var connection = KubeConnection.FromFile(Write(Config("https://127.0.0.1:6443")));
        Assert.Equal(new Uri("https://127.0.0.1:6443/"), connection.Server);
    }

    [Fact]
    public void A_missing_file_is_told_in_one_sentence()
    {
        var path = Path.Combine(folder, "none");
        Assert.Equal($"The kubeconfig file '{path}' does not exist.", Fails(path));
        Assert.Contains("is a directory", Fails(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [b\nc: }", "is not valid YAML.")]
    [InlineData("a: 'b", "is not valid YAML (line ")]
    [InlineData("hello", "is not a kubeconfig.")]
    [InlineData("", "is not a kubeconfig.")]
    [InlineData("- a\n- b", "is not a kubeconfig.")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: x}", "is not a kubeconfig.")]
    [InlineData("kind: Config\nclusters: []", "has no current-context.")]
    [InlineData("kind: Config\ncurrent-context: ''\nclusters: []", "has no current-context.")]
    [InlineData("kind: Config\ncurrent-context: c\ncontexts: []", "has no context named 'c'.")]
    [InlineData("kind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: k}}]", "has no cluster named 'k'")]
    [InlineData(
        "kind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {}}]",
        "names no server for its cluster 'k'.")]
    [InlineData(
        "kind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {server: " +
            "'ftp://x'}}]", "is not an http or https address.")]
    [InlineData(
        "kind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: [{name: k, cluster: " +
            "{server: 'https://x', certificate-authority: /none/ca.crt}}]\nusers: [{name: u, user: {token: t}}]", "cannot be used:")]
    public void What_is_wrong_with_a_kubeconfig_is_told_in_one_sentence(string contents, string expected)
    {
        var message = Fails(Write(contents));
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Outside_a_cluster_there_is_no_configuration_inside_one() =>
        Assert.Contains(
            "does not run inside a cluster",
            Assert.Throws<KubeConfigException>(() => KubeConnection.InCluster()).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_answers_passes_the_probe()
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.JsonAsync("{}"));
        using var connection = server.Connect();
        Assert.Null(await connection.ProbeAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(401, "does not accept the credentials")]
    [InlineData(403, "does not let this user list nodes")]
    [InlineData(404, "is not a Kubernetes API server")]
    [InlineData(500, "answered 500")]
    public async Task A_server_that_refuses_is_told_in_one_sentence(int code, string expected)
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.StatusAsync(code, "Scripted"));
        using var connection = server.Connect();
        Assert.Contains(expected, await connection.ProbeAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_told_in_one_sentence()
    {
        var server = await ScriptedServer.StartAsync((_, http, _) => http.JsonAsync("{}"));
        using var connection = server.Connect();
        await server.DisposeAsync();
        Assert.Contains("cannot be reached", await connection.ProbeAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_of_the_kubeconfig_is_sent_with_every_request_of_the_adapter()
    {
        var tokens = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = await ScriptedServer.StartAsync((_, http, _) =>
        {
            tokens.Enqueue(http.Request.Headers.Authorization.ToString());
            return http.JsonAsync("{}");
        });
        using var connection = KubeConnection.FromFile(Write(Config(server.Address.ToString())));
        Assert.Null(await connection.ProbeAsync(CancellationToken.None));
        Assert.Equal(["Bearer t0ken", "Bearer t0ken"], tokens);
    }

    private static string Config(string server) => $$$"""
        apiVersion: v1
        kind: Config
        current-context: here
        contexts: [{name: here, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: '{{{server}}}'}}]
        users: [{name: u, user: {token: t0ken}}]
        """;

    private static string Fails(string path) => Assert.Throws<KubeConfigException>(() => KubeConnection.FromFile(path)).Message;

    private string Write(string contents)
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString());
        File.WriteAllText(path, contents);
        return path;
    }
}
