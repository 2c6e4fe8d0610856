namespace KubeDirect.Runtime.Links;

/// <summary>Bounds and delays of links. Immutable.</summary>
public sealed record LinkOptions
{
    /// <summary>
    /// How many messages wait to be sent before decisions that would add to them are put off. At least 0, which puts off every decision.
    /// </summary>
    public int HighWater { get; init => field = Least.Of(0, value); } = 1024;

    /// <summary>
    /// How many messages wait to be sent before the connection is broken; the next handshake sends only the difference. Must be above
    /// <see cref="HighWater"/>.
    /// </summary>
    public int Capacity { get; init => field = Least.Of(1, value); } = 131_072;

    /// <summary>How many messages are in a batch at most; at least 1.</summary>
    public int BatchSize { get; init => field = Least.Of(1, value); } = 512;

    /// <summary>The first delay before dialing again, at least a millisecond. It doubles with each failure, with jitter.</summary>
    public TimeSpan InitialBackoff { get; init => field = Least.Of(TimeSpan.FromMilliseconds(1), value); } = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest delay before dialing again, at least a millisecond.</summary>
    public TimeSpan MaxBackoff { get; init => field = Least.Of(TimeSpan.FromMilliseconds(1), value); } = TimeSpan.FromSeconds(2);
}
