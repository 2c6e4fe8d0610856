namespace KubeDirect.Kubernetes.Client;

/// <summary>The kubeconfig, or the service account of this process, cannot be used.</summary>
/// <remarks><see cref="Exception.Message"/> is one sentence for the person who gave the file.</remarks>
public sealed class KubeConfigException : Exception
{
    /// <summary>A failure without a description.</summary>
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
