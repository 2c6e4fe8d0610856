namespace KubeDirect.Runtime;

/// <summary>Lets stages of this process be reached. Thread-safe.</summary>
public interface ILinkServer : IAsyncDisposable
{
    /// <summary>Where stages of this process are reached.</summary>
    Uri Address { get; }

    /// <summary>Lets a stage be reached under a name.</summary>
    void Add(string stage, DownstreamLink link);
}

/// <summary>Makes dialers for stages at addresses. Thread-safe.</summary>
public interface IDialers : IDisposable
{
    /// <summary>A dialer for a stage of the server at an address.</summary>
    /// <param name="address">Where the server listens.</param>
    /// <param name="stage">The stage's name there.</param>
    IDialer To(Uri address, string stage);
}
