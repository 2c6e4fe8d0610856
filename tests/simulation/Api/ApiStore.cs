using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeDirect.Tests.Simulation.Api;

/// <summary>The objects at the API server, with the conditions under which
/// Kubernetes takes a write, and the history that watches go on from.</summary>
internal sealed class ApiStore(SimLoop loop)
{
    private readonly Dictionary<string, SortedDictionary<string, ApiObject>> objects = new(StringComparer.Ordinal);
    private readonly List<ApiChange> history = [];
    private long version = 1;
    private long compacted;
    private int uids;

    /// <summary>After every change.</summary>
    public event Action<ApiChange>? Changed;

    public long Version => version;

    public ApiObject? Find(string collection, string name) => In(collection).GetValueOrDefault(name);

    public IReadOnlyList<ApiObject> All(string collection) => [.. In(collection).Values];

    public ApiObject Create(string collection, JsonObject body)
    {
        var metadata = body["metadata"]!.AsObject();
        var name = (string)metadata["name"]!;
        if (In(collection).ContainsKey(name))
        {
            throw new ApiRefusal(409, "AlreadyExists", $"{collection} \"{name}\" already exists");
        }

        metadata["uid"] = $"uid-{++uids}";
        metadata["creationTimestamp"] = Now(TimeSpan.Zero);
        metadata["generation"] = 1L;
        return Put("ADDED", collection, body);
    }

    /// <summary>A merge patch, or a strategic one as far as they do not differ for what the chain sends.</summary>
    public ApiObject Patch(string collection, string name, JsonObject patch)
    {
        var present = Get(collection, name);
        var given = patch["metadata"] as JsonObject;
        if ((string?)given?["uid"] is { } uid && uid != present.Uid)
        {
            throw new ApiRefusal(409, "Conflict", $"Precondition failed: UID in precondition: {uid}, UID in object meta: {present.Uid}");
        }

        CheckVersion(present, given);
        var body = present.Body.DeepClone().AsObject();
        Merge(body, patch);
        CountSpecs(present, body);
        return Put("MODIFIED", collection, body);
    }

    public ApiObject Replace(string collection, string name, JsonObject body)
    {
        var present = Get(collection, name);
        CheckVersion(present, body["metadata"] as JsonObject);
        body["metadata"]!["uid"] = present.Uid;
        CountSpecs(present, body);
        return Put("MODIFIED", collection, body);
    }

    /// <summary>Deletes an object; a Pod that a node runs is only marked, unless the grace is zero.</summary>
    public void Delete(string collection, string name, string uid = "", bool force = true)
    {
        var present = Get(collection, name);
        if (uid.Length > 0 && uid != present.Uid)
        {
            throw new ApiRefusal(409, "Conflict", $"Precondition failed: UID in precondition: {uid}, UID in object meta: {present.Uid}");
        }

        if (force)
        {
            In(collection).Remove(name);
            var last = present.Body.DeepClone().AsObject();
            last["metadata"]!["resourceVersion"] = NextVersion();
            Note(new ApiChange("DELETED", new ApiObject(collection, last)));
        }
        else if (!present.Deleting)
        {
            var marked = present.Body.DeepClone().AsObject();
            marked["metadata"]!["deletionTimestamp"] = Now(TimeSpan.FromSeconds(30));
            marked["metadata"]!["deletionGracePeriodSeconds"] = 30;
            Put("MODIFIED", collection, marked);
        }
    }

    public ApiObject Get(string collection, string name) =>
        Find(collection, name) ?? throw new ApiRefusal(404, "NotFound", $"{collection} \"{name}\" not found");

    /// <summary>What a watch from a version on was not told yet.</summary>
    public IEnumerable<ApiChange> Since(string collection, long from) =>
        from < compacted
            ? throw new ApiRefusal(410, "Expired", $"too old resource version: {from} ({compacted})")
            : history.Where(change => change.Object.Collection == collection && change.Object.Version > from);

    /// <summary>Forgets the history, as etcd's compaction does.</summary>
    public void Compact()
    {
        compacted = version;
        history.Clear();
    }

    private static void CheckVersion(ApiObject present, JsonObject? given)
    {
        if ((string?)given?["resourceVersion"] is { Length: > 0 } expected
            && expected != present.Version.ToString(CultureInfo.InvariantCulture))
        {
            throw new ApiRefusal(
                409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    /// <summary>The generation counts changes of the spec.</summary>
    private static void CountSpecs(ApiObject present, JsonObject body)
    {
        var generation = (long?)present.Metadata["generation"] ?? 1;
        body["metadata"]!["generation"] = JsonNode.DeepEquals(present.Body["spec"], body["spec"]) ? generation : generation + 1;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject inner && target[name] is JsonObject below)
            {
                Merge(below, inner);
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private ApiObject Put(string type, string collection, JsonObject body)
    {
        body["metadata"]!["resourceVersion"] = NextVersion();
        var stored = new ApiObject(collection, body);
        In(collection)[stored.Name] = stored;
        Note(new ApiChange(type, stored));
        return stored;
    }

    private SortedDictionary<string, ApiObject> In(string collection)
    {
        if (!objects.TryGetValue(collection, out var found))
        {
            objects.Add(collection, found = new SortedDictionary<string, ApiObject>(StringComparer.Ordinal));
        }

        return found;
    }

    private string NextVersion() => (++version).ToString(CultureInfo.InvariantCulture);

    private void Note(ApiChange change)
    {
        history.Add(change);
        Changed?.Invoke(change);
    }

    private string Now(TimeSpan ahead) =>
        (SimTime.Start + loop.Now + ahead).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
