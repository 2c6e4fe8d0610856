using KubeDirect.EmbeddedApi.Faults;
using KubeDirect.EmbeddedApi.Registry;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>What every handler of requests works with. <see cref="Stopping"/> is cancelled when the server stops.</summary>
internal sealed record ApiContext(
    ObjectStore Store,
    ObjectRegistry Registry,
    PageTokens Pages,
    EmbeddedApiOptions Options,
    ApiFaults Faults,
    CancellationToken Stopping);
