using System.Net;
using System.Text;
using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>An API server that holds Pods, in memory: create, read, status,
/// delete, list and watch, as far as the adapter asks for them.</summary>
/// <remarks>
/// A request arrives at some moment after it is sent and is answered at some moment after that; both are Coyote's choice. It is not
/// shared with other kinds of tests, because it has to do without threads, sockets and timers.
/// </remarks>
internal sealed class SmallApi(TimeProvider time) : IApi
{
    private const string Collection = "api/v1/namespaces/default/pods";
    private readonly object gate = new();
    private readonly SortedDictionary<string, V1Pod> pods = new(StringComparer.Ordinal);
    private readonly List<(int Version, string Line)> log = [];
    private readonly List<SmallWatch> watches = [];
    private int version;
    private int oldest;
    private int uids;

    public TimeProvider Time => time;

    public string FieldManager => "test";

    /// <summary>Called with every object as it is written, before anybody else sees it.</summary>
    public Action<V1Pod>? Written { get; set; }

    /// <summary>Whether the next answer to a create gets lost.</summary>
    public bool LosesCreate { get; set; }

    public IReadOnlyList<V1Pod> Pods
    {
        get
        {
            lock (gate)
            {
                return [.. pods.Values];
            }
        }
    }

    public async Task<ApiReply> CallAsync(
        HttpMethod method, string path, string? body = null, string contentType = MediaTypes.Json, string accept = MediaTypes.Json,
        CancellationToken cancellation = default)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        var reply = Answer(method, path.Split('?')[0], body);
        Narration.Tell($"API server: {method} {path} is answered {reply.Code}");
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        if (method == HttpMethod.Post && LosesCreate)
        {
            LosesCreate = false;
            return new ApiReply(null, [], null, "The answer got lost.");
        }

        return reply;
    }

    public async Task<IApiStream> OpenAsync(string path, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        var from = int.Parse(path.Split("resourceVersion=")[1].Split('&')[0]);
        lock (gate)
        {
            if (from < oldest)
            {
                return new SmallWatch(Refuse(HttpStatusCode.Gone, "Expired"));
            }

            var watch = new SmallWatch(refusal: null);
            watches.Add(watch);
            watch.Add(log.Where(entry => entry.Version > from));
            return watch;
        }
    }

    /// <summary>Somebody writes a Pod, new or not.</summary>
    public void Put(V1Pod pod)
    {
        lock (gate)
        {
            Store(pod);
        }
    }

    /// <summary>Somebody else deletes a Pod, if it is there.</summary>
    public void Delete(string name, bool force)
    {
        lock (gate)
        {
            if (!pods.TryGetValue(name, out var pod))
            {
                return;
            }

            if (force)
            {
                Remove(pod);
            }
            else if (pod.Metadata.DeletionTimestamp is null)
            {
                Store(pod with { Metadata = pod.Metadata with { DeletionTimestamp = time.GetUtcNow().UtcDateTime } });
            }
        }
    }

    /// <summary>Forgets the history: who watches, and who comes with an older version, is told that it has expired.</summary>
    public void Compact()
    {
        lock (gate)
        {
            oldest = version;
            log.Clear();
            foreach (var watch in watches)
            {
                watch.Add([(version, $$"""{"type":"ERROR","object":{{StatusJson(410, "Expired")}}}""")]);
            }

            watches.Clear();
        }
    }

    private ApiReply Answer(HttpMethod method, string path, string? body)
    {
        lock (gate)
        {
            if (method == HttpMethod.Get && !path.StartsWith(Collection + "/", StringComparison.Ordinal))
            {
                return Reply(
                    HttpStatusCode.OK,
                    new V1PodList
                    {
                        ApiVersion = "v1",
                        Kind = "PodList",
                        Metadata = new V1ListMeta { ResourceVersion = $"{version}" },
                        Items = [.. pods.Values],
                    });
            }

            if (method == HttpMethod.Post)
            {
                var wanted = KubernetesJson.Deserialize<V1Pod>(body!);
                return pods.ContainsKey(wanted.Metadata.Name)
                    ? Refuse(HttpStatusCode.Conflict, "AlreadyExists")
                    : Reply(HttpStatusCode.Created, Store(wanted));
            }

            if (!pods.TryGetValue(path.Split('/')[5], out var pod))
            {
                return Refuse(HttpStatusCode.NotFound, "NotFound");
            }

            if (method == HttpMethod.Get)
            {
                return Reply(HttpStatusCode.OK, pod);
            }

            var uid = method == HttpMethod.Patch
                ? KubernetesJson.Deserialize<V1Pod>(body!).Metadata.Uid
                : KubernetesJson.Deserialize<V1DeleteOptions>(body!).Preconditions.Uid;
            if (uid != pod.Metadata.Uid)
            {
                return Refuse(HttpStatusCode.Conflict, "Conflict");
            }

            if (method == HttpMethod.Patch)
            {
                return Reply(HttpStatusCode.OK, Store(pod with { Status = KubernetesJson.Deserialize<V1Pod>(body!).Status }));
            }

            Remove(pod);
            return Reply(HttpStatusCode.OK, pod);
        }
    }

    private V1Pod Store(V1Pod pod)
    {
        var known = pods.ContainsKey(pod.Metadata.Name);
        pod = pod with
        {
            Metadata = pod.Metadata with { ResourceVersion = $"{++version}", Uid = known ? pod.Metadata.Uid : $"uid-{++uids}" },
        };
        Written?.Invoke(pod);
        pods[pod.Metadata.Name] = pod;
        Tell(known ? "MODIFIED" : "ADDED", pod);
        return pod;
    }

    private void Remove(V1Pod pod)
    {
        pods.Remove(pod.Metadata.Name);
        Tell("DELETED", pod with { Metadata = pod.Metadata with { ResourceVersion = $"{++version}" } });
    }

    private void Tell(string type, V1Pod pod)
    {
        Narration.Tell($"API server: {pod.Metadata.Name} {type} at {version}");
        (int, string) entry = (version, $$"""{"type":"{{type}}","object":{{KubernetesJson.Serialize(pod)}}}""");
        log.Add(entry);
        foreach (var watch in watches)
        {
            watch.Add([entry]);
        }
    }

    private static ApiReply Reply(HttpStatusCode code, object value) =>
        new(code, Encoding.UTF8.GetBytes(KubernetesJson.Serialize(value)), null, null);

    private static ApiReply Refuse(HttpStatusCode code, string reason) =>
        new(code, Encoding.UTF8.GetBytes(StatusJson((int)code, reason)), null, null);

    private static string StatusJson(int code, string reason) =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{reason}}","reason":"{{reason}}","code":{{code}}}""";
}
