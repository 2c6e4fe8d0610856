namespace KubeDirect.Tests.Coyote.World;

/// <summary>The way to a stage, wherever it runs now.</summary>
internal sealed class Wire : IDialer
{
    private InMemoryLink? target;

    /// <summary>What becomes of each connection that is made.</summary>
    public Func<IConnection, IConnection> Through { get; set; } = connection => connection;

    /// <summary>From now on this run of the stage is reached.</summary>
    public void LeadTo(DownstreamLink below, int capacity) => Volatile.Write(ref target, new InMemoryLink(below, capacity));

    /// <summary>Breaks the connection that is there; what is in flight is lost.</summary>
    public void Break() => Volatile.Read(ref target)?.Break();

    /// <summary>The stage cannot be reached, or again.</summary>
    public void Refuse(bool refuses) => Volatile.Read(ref target)!.Refusing = refuses;

    public async Task<IConnection> DialAsync(CancellationToken cancellation) =>
        Through(await (Volatile.Read(ref target) ?? throw new LinkBrokenException("The stage does not run.")).DialAsync(cancellation));
}
