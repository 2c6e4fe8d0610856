namespace KubeDirect.Kubernetes.Client;

/// <summary>Sends requests to the API server and returns answers instead of throwing. Thread-safe.</summary>
/// <remarks>A <see cref="KubeConnection"/> has one. Tests replace it by a server of their own.</remarks>
public interface IApi
{
    /// <summary>The clock of all time-outs.</summary>
    TimeProvider Time { get; }

    /// <summary>The field manager: the API server records under this name which fields this client wrote. 1 to 128 characters.</summary>
    string FieldManager { get; }

    /// <summary>
    /// Sends one request and reads the whole answer. Throws only <see cref="OperationCanceledException"/>, if the caller cancels.
    /// </summary>
    /// <param name="path">Path and query below the server's address, without a leading slash.</param>
    /// <param name="body">The body of the request; null for none.</param>
    /// <param name="contentType">The media type of <paramref name="body"/>.</param>
    /// <param name="accept">The value of the header Accept.</param>
    /// <param name="cancellation">Gives up waiting; the request may be carried out nevertheless.</param>
    Task<ApiReply> CallAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string contentType = MediaTypes.Json,
        string accept = MediaTypes.Json,
        CancellationToken cancellation = default);

    /// <summary>
    /// Opens a stream of lines. Returns when the server has accepted or refused it. Throws what the transport throws.
    /// </summary>
    /// <param name="path">Path and query below the server's address, without a leading slash.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<IApiStream> OpenAsync(string path, CancellationToken cancellation);
}
