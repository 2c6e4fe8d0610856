namespace KubeDirect.Runtime.Links;

/// <summary>Serves connections to the stages of this process. Thread-safe.</summary>
public interface ILinkServer : IAsyncDisposable
{
    /// <summary>Where the server listens.</summary>
    Uri Address { get; }

    /// <summary>Serves a stage under a name. A stage that had this name is replaced.</summary>
    void Add(string stage, DownstreamLink link);
}
