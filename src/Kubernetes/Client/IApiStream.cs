namespace KubeDirect.Kubernetes.Client;

/// <summary>An answer that the server goes on sending, such as a watch. For one reader.</summary>
public interface IApiStream : IDisposable
{
    /// <summary>The answer if the server refused the request; else null.</summary>
    ApiReply? Refusal { get; }

    /// <summary>Reads the next line; null at the end. Throws what the transport throws when the connection breaks.</summary>
    Task<string?> ReadLineAsync(CancellationToken cancellation);
}
