namespace KubeDirect.Kubernetes.Client;

/// <summary>Requests that create or change objects.</summary>
public static class ApiWrites
{
    /// <summary>Sends a request that creates or changes an object, with the client's field manager.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="method">POST, PUT or PATCH.</param>
    /// <param name="path">The path below the server's address, without a query.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="contentType">The media type of <paramref name="body"/>.</param>
    /// <param name="accept">The value of the header Accept.</param>
    /// <param name="cancellation">Gives up waiting; the request may be carried out nevertheless.</param>
    public static Task<ApiReply> WriteAsync(
        this IApi api,
        HttpMethod method,
        string path,
        string body,
        string contentType = MediaTypes.Json,
        string accept = MediaTypes.Json,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(api);
        return api.CallAsync(
            method,
            $"{path}?fieldManager={Uri.EscapeDataString(api.FieldManager)}",
            body,
            contentType,
            accept,
            cancellation);
    }
}
