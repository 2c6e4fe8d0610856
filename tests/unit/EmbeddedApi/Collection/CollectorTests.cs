using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Collection;

/// <summary>What is deleted because something else is: dependents of an owner, and what is in a namespace.</summary>
public sealed class CollectorTests : ApiTest
{
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
        await Eventually.TrueAsync(
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
        await Eventually.TrueAsync(
            async () => (await GetAsync(Pods + "/p"))["metadata"]!["ownerReferences"]!.AsArray().Count == 1, "the dead owner is dropped");
        Assert.Equal("living", (string?)(await GetAsync(Pods + "/p"))["metadata"]!["ownerReferences"]![0]!["name"]);
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
