using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.Cli.Demo;

/// <summary>Watches the Pods at the API server, as any other client can. Thread-safe.</summary>
internal sealed class ApiObserver
{
    private readonly Lock gate = new();
    private readonly HashSet<string> all = new(StringComparer.Ordinal);
    private readonly HashSet<string> ready = new(StringComparer.Ordinal);
    private readonly Informer<V1Pod> pods;
    private long lastChange;

    public ApiObserver(KubeConnection connection)
    {
        pods = new Informer<V1Pod>(connection.Api, new() { Namespace = "default" }, NullLogger.Instance);
        pods.AddHandler(OnPod);
    }

    /// <summary>
    /// The number of Pods, the number of Ready Pods, and when one of them last changed: a timestamp of
    /// <see cref="TimeProvider.System"/>.
    /// </summary>
    public (int All, int Ready, long LastChange) Seen
    {
        get
        {
            lock (gate)
            {
                return (all.Count, ready.Count, lastChange);
            }
        }
    }

    public Task RunAsync(CancellationToken cancellation) => pods.RunAsync(cancellation);

    private void OnPod(InformerEvent<V1Pod> change)
    {
        var name = change.Latest.Metadata.Name;
        var exists = change.New is not null;
        var isReady = change.New?.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;
        lock (gate)
        {
            var differs = (exists ? all.Add(name) : all.Remove(name)) | (isReady ? ready.Add(name) : ready.Remove(name));
            lastChange = differs ? TimeProvider.System.GetTimestamp() : lastChange;
        }
    }
}
