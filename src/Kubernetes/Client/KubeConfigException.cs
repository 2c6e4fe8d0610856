namespace KubeDirect.Kubernetes.Client;

/// <summary>The kubeconfig, or what the process finds of it inside a cluster, cannot be used.</summary>
/// <remarks><see cref="Exception.Message"/> is one sentence that is meant for the person who gave the file.</remarks>
public sealed class KubeConfigException : Exception
{
    /// <summary>A failure that nobody described.</summary>
    public KubeConfigException()
        : base("The kubeconfig cannot be used.")
    {
    }

    /// <summary>A failure described by one sentence.</summary>
    public KubeConfigException(string message)
        : base(message)
    {
    }

    /// <summary>A failure described by one sentence, with what caused it.</summary>
    public KubeConfigException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
