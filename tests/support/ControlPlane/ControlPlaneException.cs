namespace KubeDirect.Tests.ControlPlane;

/// <summary>A component did not start, ended, or did not reach a state in time. The message holds the last lines of its log.</summary>
public sealed class ControlPlaneException : Exception
{
    /// <summary>Makes one without a message; <see cref="LocalControlPlane"/> never throws such.</summary>
    public ControlPlaneException()
    {
    }

    /// <summary>Makes one with a message.</summary>
    public ControlPlaneException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    public ControlPlaneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
