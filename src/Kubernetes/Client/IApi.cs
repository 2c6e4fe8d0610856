namespace KubeDirect.Kubernetes.Client;

/// <summary>Requests to the API server, with answers instead of exceptions. Thread-safe.</summary>
/// <remarks>A <see cref="KubeConnection"/> has one. Tests put a server of their own in its place.</remarks>
public interface IApi
{
    /// <summary>The clock of all time-outs.</summary>
    TimeProvider Time { get; }

    /// <summary>Under this name the API server records which fields this client wrote; 1 to 128 printable characters.</summary>
    string FieldManager { get; }

    /// <summary>
    /// Sends one request and reads the whole answer. Throws <see cref="OperationCanceledException"/> if the caller cancels, and nothing
    /// else.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Path and query below the server's address, without a leading slash.</param>
    /// <param name="body">What to send; null for no body.</param>
    /// <param name="contentType">The media type of <paramref name="body"/>.</param>
    /// <param name="accept">The media types asked for.</param>
    /// <param name="cancellation">The caller's.</param>
    Task<ApiReply> CallAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string contentType = MediaTypes.Json,
        string accept = MediaTypes.Json,
        CancellationToken cancellation = default);

    /// <summary>
    /// Opens a stream of lines: returns as soon as the server has accepted or refused it. Throws whatever the transport throws.
    /// </summary>
    /// <param name="path">Path and query below the server's address, without a leading slash.</param>
    /// <param name="cancellation">The caller's.</param>
    Task<IApiStream> OpenAsync(string path, CancellationToken cancellation);
}

/// <summary>An answer that goes on. One reader.</summary>
public interface IApiStream : IDisposable
{
    /// <summary>The answer, if the server refused; else null.</summary>
    ApiReply? Refusal { get; }

    /// <summary>The next line; null at the end. Throws whatever the transport throws when it breaks.</summary>
    Task<string?> ReadLineAsync(CancellationToken cancellation);
}
