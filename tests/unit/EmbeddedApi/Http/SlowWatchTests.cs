using KubeDirect.EmbeddedApi;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Http;

public sealed class SlowWatchTests() : ApiTest(new EmbeddedApiOptions { WatchBuffer = 4 })
{
    [Fact]
    public async Task A_watch_that_does_not_read_is_cut_off_and_others_are_not()
    {
        await PostAsync("api/v1/namespaces/default/configmaps", """{"metadata":{"name":"c"}}""");
        var aborted = CancellationToken.None;
        Server.Faults.OnRequest = context =>
        {
            aborted = context.RequestAborted;
            return null;
        };
        using var slow = await WatchAsync("api/v1/namespaces/default/configmaps");
        Server.Faults.OnRequest = null;
        var filler = new string('x', 500_000);
        for (var index = 0; index < 60; index++)
        {
            await MergeAsync("api/v1/namespaces/default/configmaps/c", $$$"""{"data":{"n":"{{{index}}}","filler":"{{{filler}}}"} }""");
        }

        // The server gives up although the client never reads on.
        await Eventually.TrueAsync(() => aborted.IsCancellationRequested, "the slow watch is cut off");

        // What was sent before the cut can still be read; then the connection is broken, not ended.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await slow.NextAsync() is not null)
            {
            }
        });
        using var fresh = await WatchAsync("api/v1/namespaces/default/configmaps");
        Assert.Equal("59", (string?)(await fresh.NextAsync())!["object"]!["data"]!["n"]);
    }
}
