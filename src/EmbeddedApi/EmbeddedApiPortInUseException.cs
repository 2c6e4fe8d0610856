namespace KubeDirect.EmbeddedApi;

/// <summary>Another program uses the port of an <see cref="EmbeddedApiServer"/>. The message says so in one sentence.</summary>
public sealed class EmbeddedApiPortInUseException : IOException
{
    /// <summary>Creates the exception for a port.</summary>
    public EmbeddedApiPortInUseException(int port, Exception cause)
        : base($"Port {port} on 127.0.0.1 is already in use; choose another one, or 0 for any that is free.", cause) => Port = port;

    /// <summary>The port that is taken.</summary>
    public int Port { get; }
}
