using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi;

public sealed class DeletionTests : ApiTest
{
    private const string Bound = ""","nodeName":"n1" """;

    [Fact]
    public async Task A_bound_Pod_is_marked_first_and_removed_when_its_grace_is_zero()
    {
        await PostAsync(Pods, Pod("p", spec: Bound));
        using var watch = await WatchAsync(Pods);
        Assert.Equal("ADDED p", await watch.NextTextAsync());
        var marked = await DoAsync(HttpMethod.Delete, Pods + "/p");
        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        Assert.Equal(30, (int?)marked["metadata"]!["deletionGracePeriodSeconds"]);
        Assert.Equal("MODIFIED p", await watch.NextTextAsync());
        await GetAsync(Pods + "/p");
        await DoAsync(HttpMethod.Delete, Pods + "/p", """{"gracePeriodSeconds":0}""");
        Assert.Equal("DELETED p", await watch.NextTextAsync());
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, Pods + "/p");
    }

    [Fact]
    public async Task A_Pod_without_a_node_is_removed_at_once()
    {
        await PostAsync(Pods, Pod("p"));
        await DoAsync(HttpMethod.Delete, Pods + "/p");
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Delete, Pods + "/p");
    }

    [Fact]
    public async Task A_second_deletion_does_not_lengthen_the_grace()
    {
        await PostAsync(Pods, Pod("p", spec: Bound));
        var first = await DoAsync(HttpMethod.Delete, Pods + "/p?gracePeriodSeconds=5");
        var second = await DoAsync(HttpMethod.Delete, Pods + "/p?gracePeriodSeconds=60");
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
    }

    [Fact]
    public async Task A_deletion_meant_for_another_identity_or_version_is_a_conflict()
    {
        var pod = await PostAsync(Pods, Pod("p"));
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", HttpMethod.Delete, Pods + "/p", """{"preconditions":{"uid":"another"}}""");
        await RefusedAsync(
            HttpStatusCode.Conflict, "Conflict", HttpMethod.Delete, Pods + "/p", """{"preconditions":{"resourceVersion":"1"}}""");
        await DoAsync(HttpMethod.Delete, Pods + "/p", $$$"""{"preconditions":{"uid":"{{{pod["metadata"]!["uid"]}}}"} }""");
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, Pods + "/p");
    }

    [Fact]
    public async Task Finalizers_hold_an_object_until_the_last_is_taken_away()
    {
        await PostAsync(Deployments, Workload("Deployment", "d", ""","finalizers":["x/one","x/two"]"""));
        var marked = await DoAsync(HttpMethod.Delete, Deployments + "/d");
        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        await RefusedAsync(
            HttpStatusCode.UnprocessableEntity, "Invalid", HttpMethod.Patch, Deployments + "/d",
            """{"metadata":{"finalizers":["x/three"]}}""", "application/merge-patch+json");
        await MergeAsync(Deployments + "/d", """{"metadata":{"finalizers":["x/two"]}}""");
        await GetAsync(Deployments + "/d");
        await MergeAsync(Deployments + "/d", """{"metadata":{"finalizers":null}}""");
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, Deployments + "/d");
    }

    [Fact]
    public async Task Dependents_go_with_their_owner_all_the_way_down()
    {
        var deployment = await PostAsync(Deployments, Workload("Deployment", "d"));
        var replicaSet = await PostAsync(ReplicaSets, Workload("ReplicaSet", "r", Owner("Deployment", deployment)));
        await PostAsync(Pods, Pod("free", Owner("ReplicaSet", replicaSet)));
        await PostAsync(Pods, Pod("bound", Owner("ReplicaSet", replicaSet), Bound));
        await PostAsync(Pods, Pod("other"));
        await DoAsync(HttpMethod.Delete, Deployments + "/d", """{"propagationPolicy":"Background"}""");
        await UntilGoneAsync(ReplicaSets + "/r");
        await UntilGoneAsync(Pods + "/free");
        await UntilAsync(
            async () => (await GetAsync(Pods + "/bound"))["metadata"]!["deletionTimestamp"] is not null, "the bound Pod is marked");
        Assert.Null((await GetAsync(Pods + "/other"))["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task Orphaned_dependents_stay_and_lose_their_owner()
    {
        var replicaSet = await PostAsync(ReplicaSets, Workload("ReplicaSet", "r"));
        await PostAsync(Pods, Pod("p", Owner("ReplicaSet", replicaSet)));
        await DoAsync(HttpMethod.Delete, ReplicaSets + "/r?propagationPolicy=Orphan");
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, ReplicaSets + "/r");
        Assert.Null((await GetAsync(Pods + "/p"))["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task A_dependent_of_an_owner_that_is_not_there_is_collected_unless_the_kind_is_unknown()
    {
        var absent = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "r", ["uid"] = "no-such-uid" } };
        await PostAsync(Pods, Pod("unknown", Owner("Spaceship", absent)));
        await PostAsync(Pods, Pod("p", Owner("ReplicaSet", absent)));
        await UntilGoneAsync(Pods + "/p");
        await GetAsync(Pods + "/unknown");
    }

    [Fact]
    public async Task A_dependent_with_another_living_owner_stays_and_loses_the_dead_one()
    {
        var dying = await PostAsync(ReplicaSets, Workload("ReplicaSet", "dying"));
        var living = await PostAsync(ReplicaSets, Workload("ReplicaSet", "living"));
        var owners = Owner("ReplicaSet", dying).Replace("}]", "},", StringComparison.Ordinal)
            + Owner("ReplicaSet", living)[",\"ownerReferences\":[".Length..];
        await PostAsync(Pods, Pod("p", owners));
        await DoAsync(HttpMethod.Delete, ReplicaSets + "/dying");
        await UntilAsync(
            async () => (await GetAsync(Pods + "/p"))["metadata"]!["ownerReferences"]!.AsArray().Count == 1, "the dead owner is dropped");
        Assert.Equal("living", (string?)(await GetAsync(Pods + "/p"))["metadata"]!["ownerReferences"]![0]!["name"]);
    }

    [Fact]
    public async Task Deleting_a_collection_deletes_what_the_selector_selects()
    {
        await PostAsync(Pods, Pod("a", ""","labels":{"x":"1"}"""));
        await PostAsync(Pods, Pod("b", ""","labels":{"x":"2"}"""));
        var deleted = await DoAsync(HttpMethod.Delete, Pods + "?labelSelector=x%3D1");
        Assert.Equal("PodList", (string?)deleted["kind"]);
        Assert.Equal("b", (string?)Assert.Single((await GetAsync(Pods))["items"]!.AsArray())!["metadata"]!["name"]);
    }

    [Fact]
    public async Task A_namespace_is_emptied_and_then_removed_and_takes_nothing_new_meanwhile()
    {
        await PostAsync("api/v1/namespaces", """{"metadata":{"name":"x"}}""");
        await PostAsync("api/v1/namespaces/x/pods", Pod("held", spec: Bound));
        await PostAsync("api/v1/namespaces/x/configmaps", """{"metadata":{"name":"c"}}""");
        await DoAsync(HttpMethod.Delete, "api/v1/namespaces/x");
        await RefusedAsync(HttpStatusCode.Forbidden, "Forbidden", HttpMethod.Post, "api/v1/namespaces/x/pods", Pod("late"));
        await UntilGoneAsync("api/v1/namespaces/x/configmaps/c");
        Assert.Equal("Terminating", (string?)(await GetAsync("api/v1/namespaces/x"))["status"]!["phase"]);
        await DoAsync(HttpMethod.Delete, "api/v1/namespaces/x/pods/held?gracePeriodSeconds=0");
        await UntilGoneAsync("api/v1/namespaces/x");
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Post, "api/v1/namespaces/x/pods", Pod("late"));
    }
}
