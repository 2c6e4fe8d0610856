using System.Net;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Registry;

public sealed class WriteTests : ApiTest
{
    [Fact]
    public async Task A_created_Pod_gets_identity_defaults_and_a_pending_status()
    {
        var pod = await PostAsync(Pods, Pod("p", spec: Bound));
        Assert.NotNull((string?)pod["metadata"]!["uid"]);
        Assert.NotNull((string?)pod["metadata"]!["creationTimestamp"]);
        Assert.True(long.Parse((string)pod["metadata"]!["resourceVersion"]!) > 0);
        Assert.Equal("default", (string?)pod["metadata"]!["namespace"]);
        Assert.Equal("""{"phase":"Pending","qosClass":"BestEffort"}""", pod["status"]!.ToJsonString());
        Assert.Equal("Always", (string?)pod["spec"]!["restartPolicy"]);
        Assert.Equal(30, (int?)pod["spec"]!["terminationGracePeriodSeconds"]);
        Assert.Equal("default-scheduler", (string?)pod["spec"]!["schedulerName"]);
        Assert.Equal("n1", (string?)pod["spec"]!["nodeName"]);
        Assert.Equal("IfNotPresent", (string?)pod["spec"]!["containers"]![0]!["imagePullPolicy"]);
        Assert.Equal(2, pod["spec"]!["tolerations"]!.AsArray().Count);
        Assert.Equal(pod.ToJsonString(), (await GetAsync(Pods + "/p")).ToJsonString());
    }

    [Fact]
    public async Task A_status_given_at_creation_is_dropped_for_a_Pod_and_kept_for_a_node()
    {
        var pod = await PostAsync(
            Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]},"status":{"phase":"Running"}}""");
        Assert.Equal("Pending", (string?)pod["status"]!["phase"]);
        var node = await PostAsync("api/v1/nodes", """{"metadata":{"name":"n"},"status":{"capacity":{"cpu":"4"}}}""");
        Assert.Equal("""{"capacity":{"cpu":"4"},"allocatable":{"cpu":"4"}}""", node["status"]!.ToJsonString());
    }

    [Fact]
    public async Task A_generated_name_starts_with_its_prefix_and_is_not_repeated()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < 20; index++)
        {
            var pod = await PostAsync(Pods, """{"metadata":{"generateName":"web-"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
            var name = (string)pod["metadata"]!["name"]!;
            Assert.Matches("^web-[a-z0-9]{5}$", name);
            Assert.True(names.Add(name));
        }
    }

    [Fact]
    public async Task Creating_the_same_name_again_is_AlreadyExists()
    {
        await PostAsync(Pods, Pod("p"));
        var status = await RefusedAsync(HttpStatusCode.Conflict, "AlreadyExists", HttpMethod.Post, Pods, Pod("p"));
        Assert.Equal("pods \"p\" already exists", (string?)status["message"]);
        Assert.Equal("p", (string?)status["details"]!["name"]);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":[]}}""", "Invalid")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}""", "Invalid")]
    [InlineData("""{"metadata":{"name":"P!"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "Invalid")]
    [InlineData("""{"metadata":{},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "Invalid")]
    [InlineData("""{"metadata":{"name":"p","labels":{"a":"b c"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "Invalid")]
    [InlineData("""{"metadata":{"name":"p","namespace":"other"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "BadRequest")]
    [InlineData("""{"metadata":{"name":"p","resourceVersion":"3"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "BadRequest")]
    [InlineData("""{"kind":"Node","apiVersion":"v1","metadata":{"name":"p"}}""", "BadRequest")]
    [InlineData("""{"metadata":[],"spec":{"containers":[{"name":"c","image":"i"}]}}""", "BadRequest")]
    [InlineData("""{"metadata":{"name":7},"spec":{"containers":[{"name":"c","image":"i"}]}}""", "BadRequest")]
    [InlineData("""{"metadata":{"name":"p"},"spec":{"containers":[7]}}""", "BadRequest")]
    public async Task A_bad_Pod_is_refused(string body, string reason) =>
        await RefusedAsync(
            reason is "Invalid" ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.BadRequest, reason, HttpMethod.Post, Pods, body);

    [Fact]
    public async Task A_Deployment_whose_selector_misses_its_own_template_is_invalid() =>
        await RefusedAsync(
            HttpStatusCode.UnprocessableEntity, "Invalid", HttpMethod.Post, Deployments,
            Workload("Deployment", "d").Replace(
                "\"matchLabels\":{\"app\":\"a\"", "\"matchLabels\":{\"app\":\"z\"", StringComparison.Ordinal));

    [Fact]
    public async Task The_generation_counts_changes_of_the_specification_only()
    {
        var created = await PostAsync(Deployments, Workload("Deployment", "d"));
        Assert.Equal(1, (int?)created["metadata"]!["generation"]);
        var labelled = await MergeAsync(Deployments + "/d", """{"metadata":{"labels":{"a":"b"}}}""");
        Assert.Equal(1, (int?)labelled["metadata"]!["generation"]);
        var reported = await MergeAsync(Deployments + "/d/status", """{"status":{"replicas":1}}""");
        Assert.Equal(1, (int?)reported["metadata"]!["generation"]);
        var scaled = await MergeAsync(Deployments + "/d", """{"spec":{"replicas":7}}""");
        Assert.Equal(2, (int?)scaled["metadata"]!["generation"]);
    }

    [Fact]
    public async Task The_status_and_the_object_are_written_apart()
    {
        await PostAsync(Deployments, Workload("Deployment", "d", replicas: 3));
        var reported = await MergeAsync(
            Deployments + "/d/status", """{"spec":{"replicas":9},"status":{"replicas":2},"metadata":{"labels":{"x":"y"}}}""");
        Assert.Equal(3, (int?)reported["spec"]!["replicas"]);
        Assert.Equal(2, (int?)reported["status"]!["replicas"]);
        Assert.Null(reported["metadata"]!["labels"]);
        var changed = await MergeAsync(Deployments + "/d", """{"spec":{"replicas":4},"status":{"replicas":8}}""");
        Assert.Equal(4, (int?)changed["spec"]!["replicas"]);
        Assert.Equal(2, (int?)changed["status"]!["replicas"]);
    }

    [Fact]
    public async Task A_write_from_an_old_version_is_a_conflict()
    {
        var old = await PostAsync(Deployments, Workload("Deployment", "d"));
        await MergeAsync(Deployments + "/d", """{"spec":{"replicas":2}}""");
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", HttpMethod.Put, Deployments + "/d", old.ToJsonString());
        await RefusedAsync(
            HttpStatusCode.Conflict, "Conflict", HttpMethod.Patch, Deployments + "/d",
            $$$"""{"metadata":{"resourceVersion":"{{{old["metadata"]!["resourceVersion"]}}}"},"spec":{"replicas":5} }""",
            "application/merge-patch+json");
        Assert.Equal(2, (int?)(await GetAsync(Deployments + "/d"))["spec"]!["replicas"]);
    }

    [Theory]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/strategic-merge-patch+json")]
    public async Task A_patch_meant_for_another_identity_is_a_conflict_and_changes_nothing(string type)
    {
        var pod = await PostAsync(Pods, Pod("p"));
        await RefusedAsync(
            HttpStatusCode.Conflict, "Conflict", HttpMethod.Patch, Pods + "/p/status",
            """{"metadata":{"uid":"another"},"status":{"phase":"Running"}}""", type);
        Assert.Equal("Pending", (string?)(await GetAsync(Pods + "/p"))["status"]!["phase"]);
        var right = $$$"""{"metadata":{"uid":"{{{pod["metadata"]!["uid"]}}}"},"status":{"phase":"Running"} }""";
        var changed = await DoAsync(HttpMethod.Patch, Pods + "/p/status", right, type);
        Assert.Equal("Running", (string?)changed["status"]!["phase"]);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_makes_no_new_version()
    {
        var first = await PostAsync(Pods, Pod("p"));
        var again = await DoAsync(HttpMethod.Put, Pods + "/p", first.ToJsonString());
        var patched = await MergeAsync(Pods + "/p", """{"metadata":{"labels":null}}""");
        var version = (string?)first["metadata"]!["resourceVersion"];
        Assert.Equal(
            (version, version), ((string?)again["metadata"]!["resourceVersion"], (string?)patched["metadata"]!["resourceVersion"]));
    }

    [Fact]
    public async Task Concurrent_patches_without_a_version_are_all_carried_out()
    {
        await PostAsync("api/v1/namespaces/default/configmaps", """{"metadata":{"name":"c"}}""");
        await Task.WhenAll(
            Enumerable.Range(0, 50).Select(
                index => MergeAsync("api/v1/namespaces/default/configmaps/c", $$$"""{"data":{"k{{{index}}}":"v"} }""")));
        Assert.Equal(50, (await GetAsync("api/v1/namespaces/default/configmaps/c"))["data"]!.AsObject().Count);
    }

    [Fact]
    public async Task A_Pod_cannot_be_moved_to_another_node()
    {
        await PostAsync(Pods, Pod("p", spec: Bound));
        await RefusedAsync(
            HttpStatusCode.UnprocessableEntity, "Invalid", HttpMethod.Patch, Pods + "/p", """{"spec":{"nodeName":"n2"}}""",
            "application/merge-patch+json");
    }

    [Fact]
    public async Task The_scale_can_be_read_and_written_by_PUT_and_PATCH()
    {
        await PostAsync(Deployments, Workload("Deployment", "d"));
        var scale = await GetAsync(Deployments + "/d/scale");
        Assert.Equal(
            ("Scale", "autoscaling/v1", 1, "app=a"),
            ((string?)scale["kind"], (string?)scale["apiVersion"], (int?)scale["spec"]!["replicas"],
                (string?)scale["status"]!["selector"]));
        var patched = await MergeAsync(Deployments + "/d/scale", """{"spec":{"replicas":5}}""");
        Assert.Equal(5, (int?)patched["spec"]!["replicas"]);
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", HttpMethod.Put, Deployments + "/d/scale", scale.ToJsonString());
        patched["spec"]!["replicas"] = 6;
        await DoAsync(HttpMethod.Put, Deployments + "/d/scale", patched.ToJsonString());
        var deployment = await GetAsync(Deployments + "/d");
        Assert.Equal((6, 3), ((int?)deployment["spec"]!["replicas"], (int?)deployment["metadata"]!["generation"]));
    }

    [Fact]
    public async Task A_lease_must_be_updated_from_a_version()
    {
        const string leases = "apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
        var lease = await PostAsync(leases, """{"metadata":{"name":"n1"},"spec":{"holderIdentity":"a"}}""");
        await RefusedAsync(
            HttpStatusCode.UnprocessableEntity, "Invalid", HttpMethod.Put, leases + "/n1",
            """{"metadata":{"name":"n1"},"spec":{"holderIdentity":"b"}}""");
        lease["spec"]!["holderIdentity"] = "c";
        Assert.Equal("c", (string?)(await DoAsync(HttpMethod.Put, leases + "/n1", lease.ToJsonString()))["spec"]!["holderIdentity"]);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await PostAsync(Pods + "?dryRun=All", Pod("p"));
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, Pods + "/p");
        await PostAsync(Pods, Pod("p"));
        await DoAsync(HttpMethod.Delete, Pods + "/p?dryRun=All");
        await GetAsync(Pods + "/p");
    }
}
