using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.StateMachine;
using KubeDirect.Tests.Unit.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

public sealed class NodeRegistrationTests
{
    [Fact]
    public async Task A_new_node_has_labels_taint_resources_link_address_and_is_ready()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();

        var node = world.Node!;
        Assert.Equal("n1", (string?)node["metadata"]!["labels"]!["kubernetes.io/hostname"]);
        Assert.Equal("linux", (string?)node["metadata"]!["labels"]!["kubernetes.io/os"]);
        Assert.Equal("east", (string?)node["metadata"]!["labels"]!["zone"]);
        Assert.Equal("127.0.0.1:7001", (string?)node["metadata"]!["annotations"]![Names.LinkAddressAnnotation]);
        Assert.Equal(
            (Names.NodeTaintKey, "NoSchedule"),
            ((string?)node["spec"]!["taints"]![0]!["key"], (string?)node["spec"]!["taints"]![0]!["effect"]));
        Assert.Equal(("4", "8589934592", "110"), (Allocatable("cpu"), Allocatable("memory"), Allocatable("pods")));
        Assert.Equal("True", world.Condition("Ready"));
        Assert.Equal("n1", (string?)world.Lease!["spec"]!["holderIdentity"]);
        Assert.Equal(40, (int?)world.Lease["spec"]!["leaseDurationSeconds"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", (string?)world.Lease["spec"]!["renewTime"]);
        Assert.Equal((string?)node["metadata"]!["uid"], (string?)world.Lease["metadata"]!["ownerReferences"]![0]!["uid"]);

        string? Allocatable(string resource) => (string?)node["status"]!["allocatable"]![resource];
    }

    [Fact]
    public async Task Labels_annotations_and_taints_of_others_stay()
    {
        await using var world = await World.StartAsync("""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","uid":"u0","resourceVersion":"5",
             "labels":{"theirs":"x"},"annotations":{"theirs":"y"}},
             "spec":{"taints":[{"key":"theirs","effect":"NoExecute"}]},"status":{}}
            """);
        await world.RegisteredAsync();

        var metadata = world.Node!["metadata"]!;
        Assert.Equal(
            ("x", "y", "u0"),
            ((string?)metadata["labels"]!["theirs"], (string?)metadata["annotations"]!["theirs"], (string?)metadata["uid"]));
        Assert.Equal("n1", (string?)metadata["labels"]!["kubernetes.io/hostname"]);
        Assert.Equal(["theirs", Names.NodeTaintKey], world.Node["spec"]!["taints"]!.AsArray().Select(taint => (string?)taint!["key"]));
        var patch = world.Server.Requests.Single(request => request is { Method: "PATCH", Path: "/api/v1/nodes/n1" });
        Assert.Contains("\"resourceVersion\":\"5\"", patch.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lease_is_renewed_and_the_status_is_not_rewritten_every_time()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();
        var first = (string?)world.Lease!["spec"]!["renewTime"];

        await world.UntilAsync(() => world.Count("PUT", "/leases/n1") >= 4, "four renewals");

        Assert.NotEqual(first, (string?)world.Lease!["spec"]!["renewTime"]);
        Assert.Equal(1, world.Count("PATCH", "/status"));
    }

    [Fact]
    public async Task The_status_is_a_heartbeat_after_its_interval()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();
        var transition = world.ConditionField("Ready", "lastTransitionTime");
        var heartbeat = world.ConditionField("Ready", "lastHeartbeatTime");

        await world.UntilAsync(() => world.Count("PATCH", "/status") >= 2, "a second status", TimeSpan.FromMinutes(1));

        Assert.Equal(transition, world.ConditionField("Ready", "lastTransitionTime"));
        Assert.NotEqual(heartbeat, world.ConditionField("Ready", "lastHeartbeatTime"));
    }

    [Fact]
    public async Task A_node_that_stops_being_ready_says_so_at_once()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();

        world.Registration.SetReady(false, "RuntimeDown", "The container runtime is down.");

        await Eventually.TrueAsync(() => world.Condition("Ready") == "False", "not ready");
        Assert.Equal("RuntimeDown", world.ConditionField("Ready", "reason"));
    }

    [Fact]
    public async Task A_condition_that_somebody_else_overwrote_is_corrected()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();
        world.Change(
            node => node["status"]!["conditions"]!.AsArray().Single(
                condition => (string?)condition!["type"] == "Ready")!["status"] = "Unknown");

        await world.UntilAsync(() => world.Condition("Ready") == "True", "ready again");
    }

    [Fact]
    public async Task A_deleted_node_is_created_again_with_its_status()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();
        var uid = (string?)world.Node!["metadata"]!["uid"];
        world.DeleteNodeAndLease();
        world.Registration.LookNow();

        await world.UntilAsync(
            () => world.Condition("Ready") == "True" && world.Lease is not null && world.Count("PATCH", "/status") == 2,
            "the node again");

        Assert.NotEqual(uid, (string?)world.Node!["metadata"]!["uid"]);
        await world.UntilAsync(
            () => (string?)world.Lease!["metadata"]!["ownerReferences"]![0]!["uid"] == (string?)world.Node!["metadata"]!["uid"],
            "the lease owned by the new node");
    }

    [Fact]
    public async Task An_api_server_that_is_away_is_survived_and_reported()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();
        world.Away = true;
        await world.UntilAsync(() => world.Registration.LastFailure is not null, "a failure");
        Assert.Contains("503", world.Registration.LastFailure, StringComparison.Ordinal);
        var before = world.Count("PUT", "/leases/n1");
        world.Away = false;

        await world.UntilAsync(
            () => world.Registration.LastFailure is null && world.Count("PUT", "/leases/n1") > before + 1,
            "renewals again");
    }

    [Fact]
    public async Task A_lease_that_another_writer_touched_is_taken_over()
    {
        await using var world = await World.StartAsync();
        await world.RegisteredAsync();
        world.TouchLease();
        var touched = (string?)world.Lease!["metadata"]!["resourceVersion"];

        await world.UntilAsync(() => (string?)world.Lease!["metadata"]!["resourceVersion"] != touched, "a renewal on top of it");
        Assert.Equal("n1", (string?)world.Lease!["spec"]!["holderIdentity"]);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(5, 10)]
    [InlineData(12345678, 12345670)]
    public void A_renew_time_always_has_a_fraction_of_a_second(long ticks, long expected) =>
        Assert.Equal(expected, ApiTime.WholeMicroseconds(new DateTimeOffset(ticks, TimeSpan.Zero)).Ticks);

    /// <summary>A Node, a Lease and the rules of the API server for them, and one registration on a clock of its own.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly CancellationTokenSource stop = new();
        private readonly ConcurrentDictionary<string, JsonNode> objects = new(StringComparer.Ordinal);
        private int version = 100;
        private KubeConnection? connection;
        private Task run = Task.CompletedTask;

        public ScriptedServer Server { get; private set; } = null!;

        public NodeAgentRegistration Registration { get; private set; } = null!;

        public bool Away { get; set; }

        public JsonNode? Node => objects.GetValueOrDefault("/api/v1/nodes/n1")?.DeepClone();

        public JsonNode? Lease => objects.GetValueOrDefault(LeasePath)?.DeepClone();

        private static string LeasePath => "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1";

        public static async Task<World> StartAsync(string? node = null)
        {
            var world = new World();
            if (node is not null)
            {
                world.objects["/api/v1/nodes/n1"] = JsonNode.Parse(node)!;
            }

            world.Server = await ScriptedServer.StartAsync((got, http, _) => world.AnswerAsync(got, http));
            world.connection = world.Server.Connect(world.time);
            world.Registration = new NodeAgentRegistration(
                world.connection.Api,
                new NodeAgentOptions
                {
                    Name = "n1",
                    Capacity = new Resources(4000, 8L << 30, 110),
                    LinkAddress = "127.0.0.1:7001",
                    Labels = new NodeAgentOptions { Name = "", Capacity = default }.Labels.Add("zone", "east"),
                    Seed = 3,
                },
                NullLogger.Instance);
            world.run = world.Registration.RunAsync(world.stop.Token);
            return world;
        }

        public async Task RegisteredAsync() =>
            await Registration.WaitForRegistrationAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        public Task UntilAsync(Func<bool> condition, string what, TimeSpan? step = null) =>
            Eventually.TrueAsync(condition, what, () => time.Advance(step ?? TimeSpan.FromSeconds(2)));

        public int Count(string method, string pathEnd) =>
            Server.Requests.Count(request => request.Method == method && request.Path.EndsWith(pathEnd, StringComparison.Ordinal));

        public string? Condition(string type) => ConditionField(type, "status");

        public string? ConditionField(string type, string field) =>
            (string?)Node?["status"]?["conditions"]?.AsArray().Single(condition => (string?)condition!["type"] == type)![field];

        public void Change(Action<JsonNode> change)
        {
            var node = Node!;
            change(node);
            Store("/api/v1/nodes/n1", node);
        }

        public void TouchLease() => Store(LeasePath, Lease!);

        public void DeleteNodeAndLease() => objects.Clear();

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run;
            await Server.DisposeAsync();
            connection?.Dispose();
            stop.Dispose();
        }

        private async Task AnswerAsync(Got got, HttpContext http)
        {
            var path = got.Path.Replace("/status", "", StringComparison.Ordinal);
            var there = objects.GetValueOrDefault(path);
            switch (got.Method)
            {
                case var _ when Away:
                    await http.StatusAsync(503, "ServiceUnavailable");
                    break;
                case "POST":
                    var made = JsonNode.Parse(got.Body)!;
                    made["metadata"]!["uid"] = Guid.NewGuid().ToString();
                    await http.JsonAsync(Store($"{path}/{made["metadata"]!["name"]}", made), 201);
                    break;
                case var _ when there is null:
                    await http.StatusAsync(404, "NotFound");
                    break;
                case "GET":
                    await http.JsonAsync(there.ToJsonString());
                    break;
                case "PUT":
                    var body = JsonNode.Parse(got.Body)!;
                    await (Version(body) == Version(there) ? http.JsonAsync(Store(path, body)) : http.StatusAsync(409, "Conflict"));
                    break;
                case "PATCH":
                    var patch = JsonNode.Parse(got.Body)!;
                    await (Version(patch) is { } wanted && wanted != Version(there)
                        ? http.StatusAsync(409, "Conflict")
                        : http.JsonAsync(Store(path, Merge(there, patch))));
                    break;
            }
        }

        private static string? Version(JsonNode node) => (string?)node["metadata"]?["resourceVersion"];

        private string Store(string path, JsonNode node)
        {
            var copy = node.DeepClone();
            copy["metadata"]!["resourceVersion"] = Interlocked.Increment(ref version).ToString(
                System.Globalization.CultureInfo.InvariantCulture);
            objects[path] = copy;
            return copy.ToJsonString();
        }

        private static JsonObject Merge(JsonNode target, JsonNode patch)
        {
            var result = target.DeepClone().AsObject();
            foreach (var (key, value) in patch.AsObject())
            {
                result[key] = value is JsonObject inner && result[key] is JsonObject known ? Merge(known, inner) : value?.DeepClone();
            }

            return result;
        }
    }
}
