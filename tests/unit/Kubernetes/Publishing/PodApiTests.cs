using System.Text.Json;
using k8s.Models;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Publishing;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes.Publishing;

public sealed class PodApiTests
{
    private const string Owner = "owner-uid";

    private static readonly V1Pod Mine = PodMaterializer.Materialize(
        new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta { Name = "rs", NamespaceProperty = "default", Uid = Owner },
            Spec = new V1ReplicaSetSpec
            {
                Template = new V1PodTemplateSpec { Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "i" }] } },
            },
        },
        "rs-abc",
        "n1");

    [Fact]
    public async Task A_created_pod_has_the_uid_that_the_server_gave_it()
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.JsonAsync(Answers.Pod("rs-abc", 1, uid: "u1"), 201));
        using var connection = server.Connect();

        Assert.Equal(new PodCallResult.Created("u1"), await new PodApi(connection.Api).CreateAsync(Mine));

        var got = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/api/v1/namespaces/default/pods", "?fieldManager=kubedirect"), (got.Method, got.Path, got.Query));
        using var sent = JsonDocument.Parse(got.Body);
        Assert.Equal("n1", sent.RootElement.GetProperty("spec").GetProperty("nodeName").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pod_that_an_earlier_call_created_exists(bool deleting)
    {
        var result = await CreateWhenTakenAsync(Answers.Pod("rs-abc", 1, uid: "u1", owner: Owner, deleting: deleting));
        Assert.Equal(new PodCallResult.Exists("u1", deleting), result);
    }

    [Fact]
    public async Task A_pod_that_exists_is_found_though_kubernetes_takes_its_name_for_a_generated_one_that_clashed()
    {
        var result = await CreateWhenTakenAsync(Answers.Pod("rs-abc", 1, uid: "u1", owner: Owner), 500, "ServerTimeout");
        Assert.Equal(new PodCallResult.Exists("u1", false), result);
    }

    [Theory]
    [InlineData("n2", Owner)]
    [InlineData("n1", "another")]
    [InlineData("n1", null)]
    public async Task A_pod_of_another_node_or_owner_is_foreign(string node, string? owner)
    {
        var result = await CreateWhenTakenAsync(Answers.Pod("rs-abc", 1, uid: "u1", node: node, owner: owner));
        Assert.Contains("default/rs-abc", Assert.IsType<PodCallResult.Foreign>(result).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_taken_and_free_again_is_retried()
    {
        await using var server = await ScriptedServer.StartAsync((got, http, _) =>
            got.Method == "POST" ? http.StatusAsync(409, "AlreadyExists") : http.StatusAsync(404, "NotFound"));
        using var connection = server.Connect();
        Assert.IsType<PodCallResult.Retry>(await new PodApi(connection.Api).CreateAsync(Mine));
    }

    [Fact]
    public async Task A_status_is_patched_with_the_uid_as_precondition_and_whole_seconds_in_utc()
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.JsonAsync(Answers.Pod("rs-abc", 2, uid: "u1")));
        using var connection = server.Connect();

        Assert.Equal(new PodCallResult.Patched(false), await PatchAsync(connection));

        var got = Assert.Single(server.Requests);
        Assert.Equal(
            ("PATCH", "/api/v1/namespaces/default/pods/rs-abc/status", "application/strategic-merge-patch+json"),
            (got.Method, got.Path, got.ContentType));
        using var sent = JsonDocument.Parse(got.Body);
        Assert.Equal("u1", sent.RootElement.GetProperty("metadata").GetProperty("uid").GetString());
        var status = sent.RootElement.GetProperty("status");
        Assert.Equal("Running", status.GetProperty("phase").GetString());
        Assert.Equal("2026-01-02T03:04:05Z", status.GetProperty("startTime").GetString());
        Assert.False(sent.RootElement.TryGetProperty("spec", out _));
    }

    [Theory]
    [InlineData(404, "NotFound", "{}")]
    [InlineData(422, "Invalid", """{"causes":[{"reason":"FieldValueInvalid","field":"metadata.uid"}]}""")]
    public async Task A_pod_that_is_gone_or_was_made_again_is_not_patched(int code, string reason, string details)
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.StatusAsync(code, reason, details: details));
        using var connection = server.Connect();
        Assert.IsType<PodCallResult.Gone>(await PatchAsync(connection));
    }

    [Theory]
    [InlineData("u1", typeof(PodCallResult.Retry))]
    [InlineData("u2", typeof(PodCallResult.Gone))]
    public async Task A_conflict_is_a_lost_race_or_a_failed_precondition_and_a_look_tells_which(string uidThere, Type expected)
    {
        await using var server = await ScriptedServer.StartAsync((got, http, _) =>
            got.Method == "GET" ? http.JsonAsync(Answers.Pod("rs-abc", 3, uid: uidThere)) : http.StatusAsync(409, "Conflict"));
        using var connection = server.Connect();

        Assert.IsType(expected, await PatchAsync(connection));
        Assert.IsType(expected, await new PodApi(connection.Api).DeleteAsync("default", "rs-abc", "u1"));
    }

    [Fact]
    public async Task A_pod_that_somebody_deletes_meanwhile_says_so_when_patched()
    {
        await using var server = await ScriptedServer.StartAsync(
            (_, http, _) => http.JsonAsync(Answers.Pod("rs-abc", 2, uid: "u1", deleting: true)));
        using var connection = server.Connect();
        Assert.Equal(new PodCallResult.Patched(true), await PatchAsync(connection));
    }

    [Fact]
    public async Task A_deletion_is_immediate_and_bound_to_the_uid()
    {
        await using var server =
            await ScriptedServer.StartAsync((_, http, _) => http.JsonAsync("""{"kind":"Status","status":"Success"}"""));
        using var connection = server.Connect();

        Assert.IsType<PodCallResult.Deleted>(await new PodApi(connection.Api).DeleteAsync("default", "rs-abc", "u1"));

        using var sent = JsonDocument.Parse(Assert.Single(server.Requests).Body);
        Assert.Equal(0, sent.RootElement.GetProperty("gracePeriodSeconds").GetInt32());
        Assert.Equal("u1", sent.RootElement.GetProperty("preconditions").GetProperty("uid").GetString());
    }

    [Fact]
    public async Task What_is_deleted_already_is_gone()
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.StatusAsync(404, "NotFound"));
        using var connection = server.Connect();
        Assert.IsType<PodCallResult.Gone>(await new PodApi(connection.Api).DeleteAsync("default", "rs-abc", "u1"));
    }

    [Theory]
    [InlineData(429, 7)]
    [InlineData(503, 7)]
    [InlineData(500, 7)]
    public async Task A_busy_server_is_left_alone_for_as_long_as_it_asks(int code, int seconds)
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) =>
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return http.StatusAsync(code, "Busy");
        });
        using var connection = server.Connect();
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            Assert.IsType<PodCallResult.Retry>(await new PodApi(connection.Api).CreateAsync(Mine)).After);
    }

    [Theory]
    [InlineData(403, "exceeded quota: small", "{}", false)]
    [InlineData(
        403, "namespace is being terminated",
        """{"causes":[{"reason":"NamespaceTerminating","message":"x","field":"metadata.namespace"}]}""", true)]
    [InlineData(422, "Pod is invalid", "{}", false)]
    [InlineData(404, "namespaces not found", "{}", false)]
    public async Task What_the_server_will_never_accept_is_rejected_in_one_sentence(
        int code,
        string message,
        string details,
        bool terminating)
    {
        await using var server = await ScriptedServer.StartAsync((_, http, _) => http.StatusAsync(code, "Scripted", message, details));
        using var connection = server.Connect();

        var rejected = Assert.IsType<PodCallResult.Rejected>(await new PodApi(connection.Api).CreateAsync(Mine));

        Assert.Equal(terminating, rejected.NamespaceTerminating);
        Assert.Contains(message, rejected.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', rejected.Sentence);
    }

    [Fact]
    public async Task A_namespace_without_its_service_account_yet_is_asked_again()
    {
        await using var server = await ScriptedServer.StartAsync(
            (_, http, _) => http.StatusAsync(
                403, "Forbidden", "pods is forbidden: error looking up service account default/default: not found"));
        using var connection = server.Connect();
        Assert.IsType<PodCallResult.Retry>(await new PodApi(connection.Api).CreateAsync(Mine));
    }

    [Fact]
    public async Task A_server_that_hangs_up_or_hangs_or_talks_nonsense_means_retry()
    {
        var mode = "abort";
        await using var server = await ScriptedServer.StartAsync(async (_, http, stop) =>
        {
            switch (mode)
            {
                case "abort":
                    http.Abort();
                    break;
                case "hang":
                    await Task.Delay(Timeout.Infinite, stop);
                    break;
                default:
                    await http.JsonAsync("<html>a proxy's idea of success</html>");
                    break;
            }
        });
        using var connection = server.Connect(timeout: TimeSpan.FromMilliseconds(300));
        var api = new PodApi(connection.Api);

        foreach (var next in new[] { "abort", "hang", "nonsense" })
        {
            mode = next;
            Assert.IsType<PodCallResult.Retry>(await api.CreateAsync(Mine));
        }

        await server.StopAsync();
        Assert.Contains(
            "cannot be reached",
            Assert.IsType<PodCallResult.Retry>(await api.CreateAsync(Mine)).Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_callers_cancellation_escapes()
    {
        await using var server = await ScriptedServer.StartAsync(async (_, _, stop) => await Task.Delay(Timeout.Infinite, stop));
        using var connection = server.Connect();
        using var cancel = new CancellationTokenSource();
        var call = new PodApi(connection.Api).CreateAsync(Mine, cancel.Token);
        await Eventually.TrueAsync(() => server.Requests.Count == 1, "the request");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_burst_keeps_to_the_limit_of_requests_in_flight_and_leases_pass_it()
    {
        var inFlight = 0;
        var most = 0;
        var gate = new TaskCompletionSource();
        await using var server = await ScriptedServer.StartAsync(async (got, http, stop) =>
        {
            if (got.Path.Contains("/leases", StringComparison.Ordinal))
            {
                await http.JsonAsync("{}");
                return;
            }

            var now = Interlocked.Increment(ref inFlight);
            InterlockedMax(ref most, now);
            await gate.Task.WaitAsync(stop);
            Interlocked.Decrement(ref inFlight);
            await http.JsonAsync(Answers.Pod("rs-abc", 1), 201);
        });
        using var connection = server.Connect(maxInFlight: 3);
        var api = new PodApi(connection.Api);
        var calls = Enumerable.Range(0, 12).Select(_ => api.CreateAsync(Mine)).ToArray();
        await Eventually.TrueAsync(() => Volatile.Read(ref inFlight) == 3, "three in flight");

        var lease = await connection.Api.CallAsync(HttpMethod.Get, "apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1");

        Assert.Equal(200, lease.Code);
        gate.SetResult();
        Assert.All(await Task.WhenAll(calls), result => Assert.IsType<PodCallResult.Created>(result));
        Assert.Equal(3, most);
    }

    private static async Task<PodCallResult> CreateWhenTakenAsync(string there, int code = 409, string reason = "AlreadyExists")
    {
        await using var server = await ScriptedServer.StartAsync((got, http, _) =>
            got.Method == "POST" ? http.StatusAsync(code, reason) : http.JsonAsync(there));
        using var connection = server.Connect();
        return await new PodApi(connection.Api).CreateAsync(Mine);
    }

    private static Task<PodCallResult> PatchAsync(KubeConnection connection)
    {
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
        return new PodApi(connection.Api).PatchStatusAsync(
            "default",
            "rs-abc",
            "u1",
            PodStatuses.Of(new PodRunStatus("10.0.0.1", [], []), "127.0.0.1", start, start));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
