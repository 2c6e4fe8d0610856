using System.Text.Json;
using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Tests.E2e;

/// <summary>A namespace of one test, and kubectl in it.</summary>
public sealed class TestNamespace(LocalControlPlane plane, string name) : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Runs kubectl in the namespace.</summary>
    /// <returns>How it ended, whatever its exit code.</returns>
    public Task<KubectlResult> RunAsync(params string[] arguments) => plane.RunKubectlAsync(["--namespace", Name, .. arguments]);

    /// <summary>Runs kubectl in the namespace, and returns what it wrote to standard output.</summary>
    /// <exception cref="ControlPlaneException">It failed.</exception>
    public Task<string> KubectlAsync(params string[] arguments) => plane.KubectlAsync(["--namespace", Name, .. arguments]);

    /// <summary>Creates a Deployment.</summary>
    /// <param name="deployment">Its name, which is also the value of the label <c>app</c> of its Pods.</param>
    /// <param name="replicas">How many Pods it wants.</param>
    /// <param name="marked">Whether it carries the opt-in mark.</param>
    public Task CreateDeploymentAsync(string deployment, int replicas, bool marked) => plane.ApplyAsync($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{deployment}}
          namespace: {{Name}}
          labels: {{(marked ? "{kubedirect.dev/managed: 'true'}" : "{}")}}
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels: {app: "{{deployment}}" }
          template:
            metadata:
              labels: {app: "{{deployment}}" }
            spec:
              terminationGracePeriodSeconds: 1
              containers: [{name: function, image: example.invalid/function:1}]
        """);

    /// <summary>The objects of a kind in the namespace.</summary>
    /// <param name="group">The API's path, such as <c>/api/v1</c> or <c>/apis/apps/v1</c>.</param>
    /// <param name="plural">The kind's name in paths, such as <c>pods</c>.</param>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string group, string plural)
    {
        JsonElement list = await plane.GetAsync($"{group}/namespaces/{Name}/{plural}");
        return [.. list.GetProperty("items").EnumerateArray()];
    }

    /// <summary>The Pods in the namespace.</summary>
    public Task<IReadOnlyList<JsonElement>> PodsAsync() => ListAsync("/api/v1", "pods");

    /// <summary>Deletes the namespace, without waiting for its end.</summary>
    public async ValueTask DisposeAsync() => await plane.KubectlAsync("delete", "namespace", Name, "--wait=false");
}
