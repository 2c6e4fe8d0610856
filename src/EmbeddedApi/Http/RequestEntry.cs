using KubeDirect.EmbeddedApi.Discovery;
using KubeDirect.EmbeddedApi.Faults;
using KubeDirect.EmbeddedApi.Model;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>
/// The entry of each request: injected faults come first, then discovery or a resource. An error is answered with a <c>Status</c>
/// object, never with a stack trace.
/// </summary>
internal sealed class RequestEntry(ApiContext api)
{
    private readonly ResourceHandler resources = new(api);

    public async Task HandleAsync(HttpContext context)
    {
        if (api.Faults.IsDown || api.Stopping.IsCancellationRequested)
        {
            context.Abort();
            return;
        }

        try
        {
            await HandleWithFaultsAsync(context);
        }
        catch (ApiError refusal)
        {
            await RefuseAsync(context, refusal);
        }
        catch (BadHttpRequestException problem)
        {
            await RefuseAsync(context, problem.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? ApiError.TooLarge(api.Options.MaxBodyBytes)
                : ApiError.BadRequest("the request could not be read"));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested || api.Stopping.IsCancellationRequested)
        {
            context.Abort();
        }
#pragma warning disable CA1031 // At the boundary of the server, a defect must not show its details to the client.
        catch (Exception)
        {
            await RefuseAsync(context, ApiError.Internal());
        }
#pragma warning restore CA1031
    }

    private async Task HandleWithFaultsAsync(HttpContext context)
    {
        if (api.Faults.Latency > TimeSpan.Zero)
        {
            await Task.Delay(api.Faults.Latency, api.Options.Clock, context.RequestAborted);
        }

        var fault = api.Faults.OnRequest?.Invoke(context);
        switch (fault)
        {
            case FaultAction.Refuse refuse:
                throw new ApiError((System.Net.HttpStatusCode)refuse.Code, refuse.Reason, refuse.Message)
                {
                    RetryAfterSeconds = refuse.RetryAfterSeconds,
                };
            case FaultAction.LoseRequest:
                context.Abort();
                return;
            case FaultAction.Delay delay:
                await Task.Delay(delay.Time, api.Options.Clock, context.RequestAborted);
                break;
            case FaultAction.LoseAnswer:
                context.Response.Body = Stream.Null;
                await DispatchAsync(context);
                context.Abort();
                return;
        }

        await DispatchAsync(context);
    }

    private Task DispatchAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (ResourcePath.Parse(path) is { } target)
        {
            return resources.HandleAsync(context, target);
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            throw DiscoveryDocuments.Exists(path) ? ApiError.MethodNotAllowed(context.Request.Method) : ApiError.UnknownPath();
        }

        return DiscoveryDocuments.WriteAsync(context, path);
    }

    private static async Task RefuseAsync(HttpContext context, ApiError refusal)
    {
        if (context.Response.HasStarted)
        {
            // Part of the answer has been sent. Only a broken connection tells the client that the rest is missing.
            context.Abort();
            return;
        }

        context.Response.Clear();
        if (refusal.RetryAfterSeconds is { } wait)
        {
            context.Response.Headers.RetryAfter = wait.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await Answers.JsonAsync(context, (int)refusal.Code, Json.Encode(refusal.ToStatus()));
    }
}
