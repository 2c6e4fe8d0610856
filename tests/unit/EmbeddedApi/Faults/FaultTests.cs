using System.Net;
using KubeDirect.EmbeddedApi.Faults;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Faults;

public sealed class FaultTests : ApiTest
{
    [Fact]
    public async Task An_outage_breaks_requests_and_watches_and_loses_nothing()
    {
        await PostAsync(Pods, Pod("p"));
        using var watch = await WatchAsync(Pods);
        Assert.Equal("ADDED p", await watch.NextTextAsync());
        Server.Faults.TakeDown();
        Assert.True(Server.Faults.IsDown);
        await Assert.ThrowsAnyAsync<IOException>(() => watch.NextAsync());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(Pods + "/p"));
        Server.Faults.BringBack();
        await GetAsync(Pods + "/p");
    }

    [Fact]
    public async Task A_chosen_request_is_refused_and_has_no_effect()
    {
        Server.Faults.OnRequest = context => HttpMethods(context) ? new FaultAction.Refuse(429, "TooManyRequests", "slow down", 7) : null;
        using var request = new HttpRequestMessage(HttpMethod.Post, Pods)
        {
            Content = new StringContent(Pod("p"), System.Text.Encoding.UTF8, "application/json"),
        };
        using var response = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, Pods + "/p");

        static bool HttpMethods(Microsoft.AspNetCore.Http.HttpContext context) => context.Request.Method is "POST";
    }

    [Fact]
    public async Task A_lost_request_has_no_effect_and_a_lost_answer_has()
    {
        Server.Faults.OnRequest = context => context.Request.Method is "POST" ? new FaultAction.LoseRequest() : null;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(Pods, Pod("never")));
        Server.Faults.OnRequest = context => context.Request.Method is "POST" ? new FaultAction.LoseAnswer() : null;
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => PostAsync(Pods, Pod("done")));
        Server.Faults.OnRequest = null;
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, Pods + "/never");
        await GetAsync(Pods + "/done");
    }

    [Fact]
    public async Task A_delayed_request_is_carried_out_in_the_end()
    {
        Server.Faults.Latency = TimeSpan.FromMilliseconds(1);
        Server.Faults.OnRequest = _ => new FaultAction.Delay(TimeSpan.FromMilliseconds(1));
        await PostAsync(Pods, Pod("p"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Server.Faults.Latency = TimeSpan.FromSeconds(-1));
    }
}
