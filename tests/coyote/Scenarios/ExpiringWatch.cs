using k8s.Models;
using KubeDirect.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>An informer whose watch expires (410) while its handler is busy, while objects are deleted, made again and changed.</summary>
internal sealed class ExpiringWatch
{
    private readonly object gate = new();
    private readonly SmallApi api;
    private readonly Informer<V1Pod> informer;
    private readonly Dictionary<string, V1Pod> shown = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool handling;
    private bool changed;

    private ExpiringWatch()
    {
        api = new SmallApi(new InstantTime(longTimers: 1));
        informer = new Informer<V1Pod>(api, new InformerOptions<V1Pod>(), NullLogger.Instance);
        informer.AddHandler(Handle, OnSynced);
    }

    public static async Task RunAsync()
    {
        Converges.Register();
        Converges.Begin();
        await new ExpiringWatch().WatchAsync();
        Converges.End();
    }

    private async Task WatchAsync()
    {
        api.Put(NewPod("kept"));
        api.Put(NewPod("deleted"));
        api.Put(NewPod("replaced"));
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => informer.RunAsync(stop.Token));
        var reading = Task.Run(ReadAsync);
        var expiring = Task.Run(api.Compact);
        await Task.Run(Change);
        await expiring;
        await reading;
        await settled.Task;
        stop.Cancel();
        await running;
        Specification.Assert(Agrees(), "The handler was shown something else than what there is.");
    }

    private void Change()
    {
        api.Delete("deleted", force: true);
        api.Put(NewPod("kept") with { Metadata = NewPod("kept").Metadata with { Uid = "uid-1" } });
        api.Delete("replaced", force: true);
        api.Put(NewPod("replaced"));
        api.Put(NewPod("added"));
        Volatile.Write(ref changed, true);
        Look();
    }

    /// <summary>An object that is changed, but never deleted, is there for a reader from the first time on.</summary>
    private async Task ReadAsync()
    {
        await synced.Task;
        var seen = false;
        for (var look = 0; look < 8; look++)
        {
            var there = informer.Store.Get("default", "kept") is not null;
            Specification.Assert(there || !seen, "An object that only changed was not there for a while.");
            seen |= there;
        }
    }

    /// <summary>Mirrors what it is shown, and looks at the store in the middle, as handlers do.</summary>
    private void Handle(InformerEvent<V1Pod> change)
    {
        var name = change.Latest.Metadata.Name;
        lock (gate)
        {
            Specification.Assert(!handling, "Two changes are handled at once.");
            handling = true;
        }

        var stored = informer.Store.Get("default", name);
        Specification.Assert(
            stored?.Metadata.ResourceVersion == change.New?.Metadata.ResourceVersion,
            $"{name}: the handler was told before the store shows it, or twice.");
        lock (gate)
        {
            Specification.Assert(
                shown.ContainsKey(name) == (change.Old is not null), $"{name}: {change.Type} does not follow from what was shown before.");
            Specification.Assert(
                change.Type != InformerEventType.Modified || change.Old!.Metadata.Uid == change.New!.Metadata.Uid,
                $"{name}: two objects were shown as one that changed.");
            if (change.New is null)
            {
                shown.Remove(name);
            }
            else
            {
                shown[name] = change.New;
            }

            handling = false;
        }

        Look();
    }

    private void OnSynced()
    {
        synced.SetResult();
        Look();
    }

    private void Look()
    {
        if (Volatile.Read(ref changed) && Agrees())
        {
            settled.TrySetResult();
        }
    }

    private bool Agrees()
    {
        var there = api.Pods.Select(pod => (pod.Metadata.Name, pod.Metadata.Uid, pod.Metadata.ResourceVersion)).ToList();
        lock (gate)
        {
            return shown.Count == there.Count
                && there.TrueForAll(
                    pod => shown.TryGetValue(pod.Name, out var known)
                        && (known.Metadata.Uid, known.Metadata.ResourceVersion) == (pod.Uid, pod.ResourceVersion));
        }
    }

    private static V1Pod NewPod(string name) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" },
        Spec = new V1PodSpec { NodeName = "a", Containers = [] },
    };
}
