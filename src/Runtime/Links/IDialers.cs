namespace KubeDirect.Runtime.Links;

/// <summary>Makes dialers for stages of other processes. Thread-safe.</summary>
public interface IDialers : IDisposable
{
    /// <summary>A dialer for a stage of a server.</summary>
    /// <param name="address">Where the server listens.</param>
    /// <param name="stage">The stage's name there.</param>
    IDialer To(Uri address, string stage);
}
