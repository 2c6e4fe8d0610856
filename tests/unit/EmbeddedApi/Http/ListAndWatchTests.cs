using System.Net;
using KubeDirect.EmbeddedApi;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Http;

public sealed class ListAndWatchTests() : ApiTest(
    new EmbeddedApiOptions { EventHistory = 8, BookmarkInterval = TimeSpan.FromMilliseconds(20), PagedLists = 2 })
{
    [Fact]
    public async Task A_list_selects_orders_and_carries_the_version()
    {
        await PostAsync(Pods, Pod("b", ""","labels":{"x":"1"}"""));
        await PostAsync("api/v1/namespaces/kube-system/pods", Pod("z"));
        var last = await PostAsync(Pods, Pod("a", ""","labels":{"x":"1"}"""));
        Assert.Equal("a b", await NamesAsync(Pods));
        Assert.Equal("a b z", await NamesAsync("api/v1/pods"));
        Assert.Equal("a b", await NamesAsync("api/v1/pods?labelSelector=x%3D1"));
        Assert.Equal("b", await NamesAsync("api/v1/pods?fieldSelector=metadata.name%3Db"));
        Assert.Equal((string?)last["metadata"]!["resourceVersion"], (string?)(await GetAsync(Pods))["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Pages_all_come_from_the_state_at_the_first_one()
    {
        await PostAsync(Pods, Pod("a"));
        await PostAsync(Pods, Pod("b"));
        await PostAsync(Pods, Pod("c"));
        var first = await GetAsync(Pods + "?limit=2");
        Assert.Equal(1, (int?)first["metadata"]!["remainingItemCount"]);
        await DoAsync(HttpMethod.Delete, Pods + "/c");
        await PostAsync(Pods, Pod("d"));
        var second = await GetAsync($"{Pods}?limit=2&continue={first["metadata"]!["continue"]}");
        Assert.Equal("c", (string?)Assert.Single(second["items"]!.AsArray())!["metadata"]!["name"]);
        Assert.Null(second["metadata"]!["continue"]);
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task An_expired_page_token_is_410_and_a_malformed_one_400()
    {
        await PostAsync(Pods, Pod("a"));
        await PostAsync(Pods, Pod("b"));
        var token = (string?)(await GetAsync(Pods + "?limit=1"))["metadata"]!["continue"];
        Server.Compact();
        await RefusedAsync(HttpStatusCode.Gone, "Expired", HttpMethod.Get, $"{Pods}?limit=1&continue={token}");
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Get, $"{Pods}?limit=1&continue=rubbish");
    }

    [Fact]
    public async Task A_watch_without_a_version_starts_with_what_is_there()
    {
        await PostAsync(Pods, Pod("a"));
        using var watch = await WatchAsync(Pods);
        Assert.Equal("ADDED a", await watch.NextTextAsync());
        await MergeAsync(Pods + "/a", """{"metadata":{"labels":{"x":"y"}}}""");
        Assert.Equal("MODIFIED a", await watch.NextTextAsync());
        await DoAsync(HttpMethod.Delete, Pods + "/a");
        Assert.Equal("DELETED a", await watch.NextTextAsync());
    }

    [Fact]
    public async Task A_watch_resumes_from_a_version_without_loss_or_repetition()
    {
        var first = await PostAsync(Pods, Pod("a"));
        await PostAsync(Pods, Pod("b"));
        await DoAsync(HttpMethod.Delete, Pods + "/b");
        using var watch = await WatchAsync(Pods, $"&resourceVersion={first["metadata"]!["resourceVersion"]}");
        Assert.Equal("ADDED b", await watch.NextTextAsync());
        var deleted = await watch.NextAsync();
        Assert.Equal("DELETED", (string?)deleted!["type"]);
        await PostAsync(Pods, Pod("c"));
        var added = await watch.NextAsync();
        Assert.Equal("c", (string?)added!["object"]!["metadata"]!["name"]);
        Assert.True(Version(added) > Version(deleted));
    }

    [Fact]
    public async Task A_watch_from_before_the_history_is_told_410()
    {
        var first = await PostAsync(Pods, Pod("a"));
        for (var index = 0; index < 10; index++)
        {
            await MergeAsync(Pods + "/a", $$$"""{"metadata":{"labels":{"x":"{{{index}}}"} } }""");
        }

        using var watch = await WatchAsync(Pods, $"&resourceVersion={first["metadata"]!["resourceVersion"]}");
        Assert.Equal(HttpStatusCode.OK, watch.Code);
        var error = await watch.NextAsync();
        Assert.Equal(
            ("ERROR", 410, "Expired"), ((string?)error!["type"], (int?)error["object"]!["code"], (string?)error["object"]!["reason"]));
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_from_the_future_is_told_410_since_its_version_is_of_another_server()
    {
        using var watch = await WatchAsync(Pods, "&resourceVersion=999999");
        Assert.Equal("ERROR", (string?)(await watch.NextAsync())!["type"]);
    }

    [Fact]
    public async Task Bookmarks_carry_the_present_version_even_when_nothing_matched()
    {
        using var watch = await WatchAsync(Pods, "&allowWatchBookmarks=true");
        var other = await PostAsync("api/v1/nodes", """{"metadata":{"name":"n"}}""");
        var wanted = long.Parse((string)other["metadata"]!["resourceVersion"]!);
        while (true)
        {
            var bookmark = await watch.NextAsync();
            Assert.Equal(("BOOKMARK", "Pod"), ((string?)bookmark!["type"], (string?)bookmark["object"]!["kind"]));
            if (Version(bookmark) >= wanted)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task Without_asking_there_are_no_bookmarks_and_a_watch_ends_after_its_time()
    {
        using var watch = await WatchAsync(Pods, "&timeoutSeconds=1");
        Assert.Equal("end", await watch.NextTextAsync());
    }

    [Fact]
    public async Task Initial_events_can_be_asked_for_and_end_with_a_bookmark()
    {
        var pod = await PostAsync(Pods, Pod("a"));
        using var watch = await WatchAsync(Pods, "&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
        Assert.Equal("ADDED a", await watch.NextTextAsync());
        var bookmark = await watch.NextAsync();
        Assert.Equal("true", (string?)bookmark!["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
        Assert.Equal((string?)pod["metadata"]!["resourceVersion"], (string?)bookmark["object"]!["metadata"]!["resourceVersion"]);
    }

    [Theory]
    [InlineData("&labelSelector=x%3D1")]
    [InlineData("&labelSelector=x%3D1&resourceVersion=1")]
    public async Task An_object_that_starts_to_match_is_added_and_one_that_stops_is_deleted(string query)
    {
        using var live = await WatchAsync(Pods, query);
        await PostAsync(Pods, Pod("a"));
        await MergeAsync(Pods + "/a", """{"metadata":{"labels":{"x":"1"}}}""");
        Assert.Equal("ADDED a", await live.NextTextAsync());
        var without = await MergeAsync(Pods + "/a", """{"metadata":{"labels":{"x":"2"}}}""");
        var gone = await live.NextAsync();
        Assert.Equal("DELETED", (string?)gone!["type"]);
        Assert.Equal("1", (string?)gone["object"]!["metadata"]!["labels"]!["x"]);
        Assert.Equal((string?)without["metadata"]!["resourceVersion"], (string?)gone["object"]!["metadata"]!["resourceVersion"]);

        // The same holds for what is replayed from the history.
        using var replayed =
            await WatchAsync(Pods, query + (query.Contains("resourceVersion", StringComparison.Ordinal) ? "" : "&resourceVersion=5"));
        Assert.Equal(["ADDED a", "DELETED a"], [await replayed.NextTextAsync(), await replayed.NextTextAsync()]);
    }

    [Fact]
    public async Task A_node_watches_only_its_own_Pods()
    {
        using var watch = await WatchAsync("api/v1/pods", "&fieldSelector=spec.nodeName%3Dn2");
        await PostAsync(Pods, Pod("a", spec: ""","nodeName":"n1" """));
        await PostAsync(Pods, Pod("b", spec: ""","nodeName":"n2" """));
        Assert.Equal("ADDED b", await watch.NextTextAsync());
    }

    private static long Version(System.Text.Json.Nodes.JsonObject change) =>
        long.Parse((string)change["object"]!["metadata"]!["resourceVersion"]!);

    private async Task<string> NamesAsync(string path) =>
        string.Join(' ', (await GetAsync(path))["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]));
}
