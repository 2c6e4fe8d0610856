namespace KubeDirect.Tests.Simulation.Network;

/// <summary>Where one process is reached.</summary>
internal sealed class SimServer(SimProcess process) : ILinkServer
{
    private readonly Dictionary<string, DownstreamLink> stages = new(StringComparer.Ordinal);

    public SimProcess Process => process;

    public Uri Address { get; } = AddressOf(process.Name);

    public static Uri AddressOf(string host) => new($"http://{host}:1");

    public void Add(string stage, DownstreamLink link) => stages[stage] = link;

    /// <summary>The one stage that is reached here; null if there is none.</summary>
    public DownstreamLink? Only => stages.Values.FirstOrDefault();

    public DownstreamLink? Find(string stage) => stages.GetValueOrDefault(stage);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
