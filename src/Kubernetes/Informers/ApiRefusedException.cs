using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>The server refused a list or a watch.</summary>
internal sealed class ApiRefusedException(ApiStatus status, TimeSpan? retryAfter) : Exception(status.Message)
{
    public ApiStatus Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
