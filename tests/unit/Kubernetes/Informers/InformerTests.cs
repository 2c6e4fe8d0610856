using System.Collections.Concurrent;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes.Informers;

public sealed class InformerTests
{
    [Fact]
    public async Task A_list_is_read_page_by_page_with_the_tokens_of_the_server()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, "more", Answers.Pod("a", 1)), Answers.List(10, "most", Answers.Pod("b", 2)),
                Answers.List(10, null, Answers.Pod("c", 3))],
            watches: []);
        await world.Informer.WaitForSyncAsync(world.Timeout);

        Assert.Equal(["+a", "+b", "+c"], world.Seen);
        Assert.Equal(3, world.Informer.Store.Count);
        var lists = world.Server.Requests.Where(request => !request.IsWatch).Select(request => request.Query).ToArray();
        Assert.Equal(["?limit=2", "?limit=2&continue=more", "?limit=2&continue=most"], lists);
        await Eventually.TrueAsync(
            () => world.Server.Requests.Any(
                request => request.IsWatch && request.Query.Contains("resourceVersion=10", StringComparison.Ordinal)),
                    "a watch from the list's version");
    }

    [Fact]
    public async Task A_continue_token_that_expired_restarts_the_list_and_nothing_looks_deleted()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, "old", Answers.Pod("a", 1)), "410", Answers.List(20, null, Answers.Pod("a", 1), Answers.Pod("b", 2))],
            watches: []);
        await world.Informer.WaitForSyncAsync(world.Timeout);

        Assert.Equal(["+a", "+b"], world.Seen);
        Assert.DoesNotContain("continue", world.Server.Requests.Last(request => !request.IsWatch).Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_list_ever_asks_for_a_cached_answer()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null, Answers.Pod("a", 1)), Answers.List(20, null, Answers.Pod("a", 1))],
            watches: [async (http, stop) => await http.LineAsync(Answers.Event("ERROR", Answers.StatusJson(410, "Expired")), stop)]);
        await Eventually.TrueAsync(() => world.Server.Requests.Count(request => !request.IsWatch) == 2, "a second list");

        Assert.All(
            world.Server.Requests.Where(request => !request.IsWatch),
            request => Assert.DoesNotContain("resourceVersion", request.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_relist_after_410_emits_the_missed_deletion_with_the_last_known_object(bool asHttpStatus)
    {
        await using var world = await World.StartAsync(
            lists:
            [
                Answers.List(10, null, Answers.Pod("a", 1), Answers.Pod("b", 2)),
                Answers.List(30, "p2", Answers.Pod("b", 25)),
                Answers.List(30, null, Answers.Pod("c", 28)),
            ],
            watches:
            [
                async (http, stop) => await http.LineAsync(Answers.Event("MODIFIED", Answers.Pod("a", 11)), stop),
                async (http, stop) => await (
                    asHttpStatus
                        ? http.StatusAsync(410, "Gone")
                        : http.LineAsync(Answers.Event("ERROR", Answers.StatusJson(410, "Expired")), stop)),
            ]);
        await world.SawAsync("+c");

        Assert.Equal(["+a", "+b", "~a", "-a", "~b", "+c"], world.Seen);
        Assert.Equal("11", world.Events.Single(change => change.Type == InformerEventType.Deleted).Old!.Metadata.ResourceVersion);
        Assert.Equal(["b", "c"], world.Informer.Store.Snapshot().Select(pod => pod.Metadata.Name).Order());
    }

    [Fact]
    public async Task A_bookmark_moves_the_version_that_the_next_watch_starts_from()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null)],
            watches: [async (http, stop) => await http.LineAsync(Answers.Bookmark(77), stop)]);
        await Eventually.TrueAsync(() => world.Server.Requests.Count(request => request.IsWatch) == 2, "a second watch");

        var watches = world.Server.Requests.Where(request => request.IsWatch).Select(request => request.Query).ToArray();
        Assert.Contains("resourceVersion=10", watches[0], StringComparison.Ordinal);
        Assert.Contains("allowWatchBookmarks=true", watches[0], StringComparison.Ordinal);
        Assert.Contains("resourceVersion=77", watches[1], StringComparison.Ordinal);
        Assert.Empty(world.Seen);
        Assert.Single(world.Server.Requests, request => !request.IsWatch);
    }

    [Fact]
    public async Task A_watch_that_falls_silent_is_given_up_and_opened_again()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null)],
            watches:
            [
                async (http, stop) =>
                {
                    await http.LineAsync(Answers.Event("ADDED", Answers.Pod("a", 11)), stop);
                    await Task.Delay(Timeout.Infinite, stop);
                },
                async (http, stop) => await http.LineAsync(Answers.Event("ADDED", Answers.Pod("b", 12)), stop),
            ]);
        await world.SawAsync("+b");

        Assert.Equal(["+a", "+b"], world.Seen);
        Assert.Contains(
            "resourceVersion=11",
            world.Server.Requests.Where(request => request.IsWatch).ElementAt(1).Query,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_never_sends_headers_is_given_up_too()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null)],
            watches:
            [
                async (_, stop) => await Task.Delay(Timeout.Infinite, stop),
                async (http, stop) => await http.LineAsync(Answers.Event("ADDED", Answers.Pod("b", 12)), stop),
            ]);
        await world.SawAsync("+b");
    }

    [Fact]
    public async Task A_line_that_is_torn_is_not_applied_and_comes_again_with_the_next_watch()
    {
        var whole = Answers.Event("MODIFIED", Answers.Pod("a", 12));
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null, Answers.Pod("a", 1))],
            watches:
            [
                async (http, stop) =>
                {
                    await http.LineAsync(Answers.Event("ADDED", Answers.Pod("b", 11)), stop);
                    await http.LineAsync(whole[..40], stop, torn: true);
                },
                async (http, stop) => await http.LineAsync(whole, stop),
            ]);
        await world.SawAsync("~a");

        Assert.Equal(["+a", "+b", "~a"], world.Seen);
        Assert.Contains(
            "resourceVersion=11",
            world.Server.Requests.Where(request => request.IsWatch).ElementAt(1).Query,
            StringComparison.Ordinal);
        Assert.Single(world.Server.Requests, request => !request.IsWatch);
    }

    [Fact]
    public async Task A_connection_that_is_reset_loses_nothing()
    {
        var received = new TaskCompletionSource();
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null)],
            watches:
            [
                async (http, stop) =>
                {
                    await http.LineAsync(Answers.Event("ADDED", Answers.Pod("a", 11)), stop);
                    await received.Task.WaitAsync(stop);
                    http.Abort();
                },
                async (http, stop) => await http.LineAsync(Answers.Event("DELETED", Answers.Pod("a", 12)), stop),
            ]);
        await world.SawAsync("+a");
        received.SetResult();
        await world.SawAsync("-a");

        Assert.Equal(["+a", "-a"], world.Seen);
        Assert.Equal(0, world.Informer.Store.Count);
    }

    [Fact]
    public async Task A_watch_that_breaks_just_when_the_informer_ends_is_no_failure()
    {
        // Found by the simulation: it was told as a failed loop, and the process ended as if with a defect.
        using var stop = new CancellationTokenSource();
        var informer = new Informer<V1Pod>(new BreaksAtTheEnd(stop), new(), NullLogger.Instance);
        await informer.RunAsync(stop.Token);
        Assert.True(informer.HasSynced);
    }

    [Fact]
    public async Task An_object_made_again_under_its_name_is_a_deletion_and_an_addition()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null, Answers.Pod("a", 1, uid: "first")), Answers.List(30, null, Answers.Pod("a", 20, uid: "second"))],
            watches: [async (http, stop) => await http.LineAsync(Answers.Event("ERROR", Answers.StatusJson(410, "Expired")), stop)]);
        await Eventually.TrueAsync(() => world.Seen.Length == 3, "three events");

        Assert.Equal(["+a", "-a", "+a"], world.Seen);
        Assert.Equal("first", world.Events[1].Old!.Metadata.Uid);
        Assert.Equal("second", world.Informer.Store.Get("default", "a")!.Metadata.Uid);
    }

    [Fact]
    public async Task A_handler_that_throws_stops_neither_the_informer_nor_the_other_handlers()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null, Answers.Pod("a", 1))],
            watches: [async (http, stop) => await http.LineAsync(Answers.Event("ADDED", Answers.Pod("b", 11)), stop)],
            bad: _ => throw new InvalidOperationException("a handler's bug"));
        await world.SawAsync("+b");

        Assert.Equal(["+a", "+b"], world.Seen);
    }

    [Fact]
    public async Task Sync_is_told_after_the_first_list_and_before_anything_later()
    {
        await using var world = await World.StartAsync(
            lists: [Answers.List(10, null, Answers.Pod("a", 1))],
            watches: [async (http, stop) => await http.LineAsync(Answers.Event("ADDED", Answers.Pod("b", 11)), stop)],
            showSync: true);
        await world.SawAsync("+b");

        Assert.Equal(["+a", "synced", "+b"], world.Seen);
        Assert.True(world.Informer.HasSynced);
    }

    [Fact]
    public async Task Refused_lists_are_asked_again_and_told_in_one_sentence()
    {
        await using var world = await World.StartAsync(
            lists: ["403", "403", "500", Answers.List(10, null, Answers.Pod("a", 1))],
            watches: []);
        await Eventually.TrueAsync(() => world.Informer.LastFailure is not null || world.Informer.HasSynced, "a failure");
        await world.Informer.WaitForSyncAsync(world.Timeout);

        Assert.Equal(["+a"], world.Seen);
        Assert.Equal(4, world.Server.Requests.Count(request => !request.IsWatch));
    }

    [Fact]
    public async Task Stored_objects_are_trimmed_and_selectors_are_sent()
    {
        await using var world = await World.StartAsync(lists: [Answers.List(10, null, Answers.Pod("a", 1))], watches: [], selectors: true);
        await world.Informer.WaitForSyncAsync(world.Timeout);
        await Eventually.TrueAsync(() => world.Server.Requests.Any(request => request.IsWatch), "a watch");

        Assert.Null(world.Informer.Store.Get("default", "a")!.Metadata.ManagedFields);
        Assert.All(world.Server.Requests, request =>
        {
            Assert.Equal("/api/v1/namespaces/default/pods", request.Path);
            Assert.Contains(
                "&labelSelector=kubedirect.dev/managed=true&fieldSelector=spec.nodeName=n1",
                request.Query,
                StringComparison.Ordinal);
        });
    }

    /// <summary>A server that answers lists and watches from two queues, and an informer of Pods on it.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly CancellationTokenSource timeout = new(TimeSpan.FromSeconds(30));
        private readonly ConcurrentQueue<string> seen = new();
        private readonly ConcurrentQueue<InformerEvent<V1Pod>> events = new();
        private KubeConnection? connection;
        private Task run = Task.CompletedTask;

        public required ScriptedServer Server { get; init; }

        public Informer<V1Pod> Informer { get; private set; } = null!;

        public CancellationToken Timeout => timeout.Token;

        public string[] Seen => [.. seen];

        public InformerEvent<V1Pod>[] Events => [.. events];

        public static async Task<World> StartAsync(
            string[] lists,
            Func<HttpContext, CancellationToken, Task>[] watches,
            Action<InformerEvent<V1Pod>>? bad = null,
            bool showSync = false,
            bool selectors = false)
        {
            var listQueue = new ConcurrentQueue<string>(lists);
            var watchQueue = new ConcurrentQueue<Func<HttpContext, CancellationToken, Task>>(watches);
            var server = await ScriptedServer.StartAsync(async (got, http, stop) =>
            {
                if (got.IsWatch)
                {
                    await (watchQueue.TryDequeue(out var watch) ? watch(http, stop) : Task.Delay(System.Threading.Timeout.Infinite, stop));
                }
                else if (!listQueue.TryDequeue(out var list))
                {
                    await http.StatusAsync(500, "NoMoreLists");
                }
                else if (list.Length == 3)
                {
                    await http.StatusAsync(int.Parse(list), "Scripted");
                }
                else
                {
                    await http.JsonAsync(list);
                }
            });
            var world = new World { Server = server };
            world.Run(bad, showSync, selectors);
            return world;
        }

        public Task SawAsync(string what) => Eventually.TrueAsync(() => seen.Contains(what), what);

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run;
            await Server.DisposeAsync();
            connection?.Dispose();
            stop.Dispose();
            timeout.Dispose();
        }

        private void Run(Action<InformerEvent<V1Pod>>? bad, bool showSync, bool selectors)
        {
            connection = Server.Connect();
            Informer = new Informer<V1Pod>(
                connection.Api,
                new InformerOptions<V1Pod>
                {
                    Namespace = selectors ? "default" : null,
                    LabelSelector = selectors ? Names.ManagedSelector : null,
                    FieldSelector = selectors ? "spec.nodeName=n1" : null,
                    PageSize = 2,
                    WatchTimeout = TimeSpan.FromSeconds(1),
                    IdleGrace = TimeSpan.FromMilliseconds(200),
                    InitialBackoff = TimeSpan.FromMilliseconds(5),
                    MaxBackoff = TimeSpan.FromMilliseconds(20),
                    Seed = 7,
                },
                NullLogger.Instance);
            if (bad is not null)
            {
                Informer.AddHandler(bad);
            }

            Informer.AddHandler(
                change =>
                {
                    events.Enqueue(change);
                    seen.Enqueue(
                        (change.Type switch { InformerEventType.Added => "+", InformerEventType.Modified => "~", _ => "-" })
                            + change.Latest.Metadata.Name);
                },
                () =>
                {
                    if (showSync)
                    {
                        seen.Enqueue("synced");
                    }
                });
            run = Informer.RunAsync(stop.Token);
        }
    }

    private sealed class BreaksAtTheEnd(CancellationTokenSource stop) : IApi
    {
        public TimeProvider Time => TimeProvider.System;

        public string FieldManager => "test";

        public Task<ApiReply> CallAsync(
            HttpMethod method,
            string path,
            string? body = null,
            string contentType = MediaTypes.Json,
            string accept = MediaTypes.Json,
            CancellationToken cancellation = default) =>
            Task.FromResult(
                new ApiReply(System.Net.HttpStatusCode.OK, System.Text.Encoding.UTF8.GetBytes(Answers.List(10, null)), null, null));

        public Task<IApiStream> OpenAsync(string path, CancellationToken cancellation)
        {
            stop.Cancel();
            throw new IOException("the connection was reset");
        }
    }
}
