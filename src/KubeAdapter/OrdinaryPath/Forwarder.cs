using System.Buffers;
using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace KubeDirect.KubeAdapter.OrdinaryPath;

/// <summary>Forwards requests to the API server, and streams the responses back. Thread-safe.</summary>
internal sealed class Forwarder : IDisposable
{
    private const int BufferSize = 32 * 1024;

    private static readonly UriCreationOptions AsGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // Headers of a single connection (RFC 9110, section 7.6.1), and headers that the forwarder sets itself.
    private static readonly FrozenSet<string> NotForwarded = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Host",
        "Authorization");

    private readonly OrdinaryPathFilterOptions options;
    private readonly string address;
    // Not an HttpClient, which would apply its own time limit to a watch.
    private readonly HttpMessageInvoker invoker;

    /// <summary>Makes a forwarder. It does not dispose of the handler of the options.</summary>
    public Forwarder(OrdinaryPathFilterOptions options)
    {
        this.options = options;
        address = options.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        invoker = new HttpMessageInvoker(options.Handler, disposeHandler: false);
    }

    /// <summary>Forwards one request.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/'))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The request target must be a path.");
            return;
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            await RefuseAsync(
                context,
                StatusCodes.Status501NotImplemented,
                "Upgraded connections are not forwarded; ask the API server itself.");
            return;
        }

        HttpResponseMessage response;
        using HttpRequestMessage request = MakeRequest(context, target);
        try
        {
            if (options.Credentials is { } credentials)
            {
                request.Headers.Authorization = await credentials(aborted);
            }

            response = await invoker.SendAsync(request, aborted);
        }
        catch (HttpRequestException failure)
        {
            var sentence = $"The API server at {address} cannot be reached: {failure.Message}";
            await RefuseAsync(context, StatusCodes.Status502BadGateway, sentence);
            return;
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            return;
        }

        using (response)
        {
            await RespondAsync(context, response);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => invoker.Dispose();

    private HttpRequestMessage MakeRequest(HttpContext context, string target)
    {
        HttpRequest from = context.Request;
        var uri = new Uri(address + CollectionSelector.Narrow(from.Method, target, options.Selector), AsGiven);
        var request = new HttpRequestMessage(HttpMethod.Parse(from.Method), uri);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            request.Content = new StreamContent(from.Body);
        }

        foreach ((string name, StringValues values) in from.Headers)
        {
            if (!NotForwarded.Contains(name) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return request;
    }

    private static async Task RespondAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        CopyHeaders(response.Headers, context.Response.Headers);
        CopyHeaders(response.Content.Headers, context.Response.Headers);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // Send the headers first: a watch that matches nothing sends no body for minutes.
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await using Stream body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            int count;
            while ((count = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, so there is nobody to answer.
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            // A body that was cut off must not look complete.
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CopyHeaders(HttpHeaders from, IHeaderDictionary to)
    {
        foreach ((string name, HeaderStringValues values) in from.NonValidated)
        {
            if (!NotForwarded.Contains(name))
            {
                to.Append(name, new StringValues([.. values]));
            }
        }
    }

    private static async Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(sentence + "\n", context.RequestAborted);
    }
}
