using System.Net;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Registry;

public sealed class DeletionTests : ApiTest
{
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
    public async Task Deleting_a_collection_deletes_what_the_selector_selects()
    {
        await PostAsync(Pods, Pod("a", ""","labels":{"x":"1"}"""));
        await PostAsync(Pods, Pod("b", ""","labels":{"x":"2"}"""));
        var deleted = await DoAsync(HttpMethod.Delete, Pods + "?labelSelector=x%3D1");
        Assert.Equal("PodList", (string?)deleted["kind"]);
        Assert.Equal("b", (string?)Assert.Single((await GetAsync(Pods))["items"]!.AsArray())!["metadata"]!["name"]);
    }
}
