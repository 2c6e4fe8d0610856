using System.Net;
using System.Text;
using KubeDirect.EmbeddedApi;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Http;

public sealed class BadRequestTests() : ApiTest(new EmbeddedApiOptions { MaxBodyBytes = 10_000 })
{
    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("7")]
    [InlineData("""{"metadata":{"name":"a","name":"b"}}""")]
    public async Task A_body_that_is_not_a_JSON_object_is_400(string body) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Post, Pods, body);

    [Fact]
    public async Task Deeply_nested_JSON_is_400()
    {
        var body = new StringBuilder().Insert(0, "[", 4000).ToString();
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Post, Pods, $$$"""{"metadata":{{{body}}}""");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413() =>
        await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge", HttpMethod.Post, Pods, new string(' ', 20_000));

    [Theory]
    [InlineData("POST", "application/vnd.kubernetes.protobuf")]
    [InlineData("POST", "application/yaml")]
    [InlineData("PATCH", "application/json")]
    [InlineData("PATCH", "application/apply-patch+yaml")]
    public async Task A_media_type_that_is_not_spoken_is_415(string method, string type)
    {
        await PostAsync(Pods, Pod("p"));
        await RefusedAsync(
            HttpStatusCode.UnsupportedMediaType, "UnsupportedMediaType", new HttpMethod(method), method is "POST" ? Pods : Pods + "/p",
            "{}", type);
    }

    [Theory]
    [InlineData("api/v1/secrets")]
    [InlineData("api/v2/pods")]
    [InlineData("apis/apps/v1/pods")]
    [InlineData("api/v1/pods/p")]
    [InlineData("api/v1/namespaces/default/nodes")]
    [InlineData("api/v1/namespaces/default/pods/p/log")]
    [InlineData("api/v1/namespaces/default/pods/p/status/more")]
    [InlineData("apis/batch/v1")]
    [InlineData("nonsense")]
    public async Task An_unknown_path_is_404(string path) =>
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", HttpMethod.Get, path);

    [Theory]
    [InlineData("PUT", "api/v1/namespaces/default/pods")]
    [InlineData("POST", "api/v1/pods")]
    [InlineData("POST", "api/v1/namespaces/default/pods/p")]
    [InlineData("DELETE", "api/v1/namespaces/default/pods/p/status")]
    [InlineData("POST", "version")]
    public async Task A_method_that_a_path_does_not_have_is_405(string method, string path) =>
        await RefusedAsync(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", new HttpMethod(method), path, "{}");

    [Theory]
    [InlineData("?labelSelector=a%20b")]
    [InlineData("?fieldSelector=spec.color%3Dred")]
    [InlineData("?resourceVersion=x")]
    [InlineData("?limit=x")]
    [InlineData("?watch=true&resourceVersion=x")]
    [InlineData("?watch=true&timeoutSeconds=x")]
    [InlineData("?watch=true&labelSelector=a%20b")]
    public async Task A_bad_parameter_is_400(string query) =>
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Get, Pods + query);

    [Theory]
    [InlineData("""{"gracePeriodSeconds":-1}""")]
    [InlineData("""{"gracePeriodSeconds":"soon"}""")]
    [InlineData("""{"propagationPolicy":"Sideways"}""")]
    public async Task Bad_options_of_a_deletion_are_400(string options)
    {
        await PostAsync(Pods, Pod("p"));
        await RefusedAsync(HttpStatusCode.BadRequest, "BadRequest", HttpMethod.Delete, Pods + "/p", options);
        await GetAsync(Pods + "/p");
    }

    [Fact]
    public async Task An_answer_in_protobuf_only_is_406()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Pods);
        request.Headers.Add("Accept", "application/vnd.kubernetes.protobuf");
        using var response = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
    }
}
