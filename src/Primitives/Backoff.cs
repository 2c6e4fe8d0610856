namespace KubeDirect.Primitives;

/// <summary>Delays that double from one failure to the next, up to a limit. Not thread-safe.</summary>
/// <param name="initial">The first delay; more than zero.</param>
/// <param name="limit">The longest delay; more than zero.</param>
/// <param name="seed">
/// Seed of the jitter: each delay is drawn from its upper half, so that many clients do not come back at once. Null for no jitter.
/// </param>
public sealed class Backoff(TimeSpan initial, TimeSpan limit, int? seed = null)
{
    private readonly Random? jitter = seed is { } value ? new Random(value) : null;
    private int failures;

    /// <summary>The delay before the next attempt, after one more failure.</summary>
    public TimeSpan Next() => Delay(initial, limit, failures++, jitter);

    /// <summary>Starts over, after a success.</summary>
    public void Reset() => failures = 0;

    /// <summary>The delay after a number of failures in a row.</summary>
    /// <param name="initial">The delay after the first failure.</param>
    /// <param name="limit">The longest delay.</param>
    /// <param name="before">How many failures there were before the last one; at least 0.</param>
    /// <param name="jitter">Where the jitter comes from; null for none.</param>
    internal static TimeSpan Delay(TimeSpan initial, TimeSpan limit, int before, Random? jitter)
    {
        // In floating point, so that no number of failures overflows.
        var ticks = initial.Ticks * Math.Pow(2, before);
        var delay = ticks < limit.Ticks ? TimeSpan.FromTicks((long)ticks) : limit;
        return jitter is null ? delay : delay * (0.5 + (jitter.NextDouble() / 2));
    }
}
