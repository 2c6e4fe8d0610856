namespace KubeDirect.Runtime;

/// <summary>Delays that double up to a limit, each drawn from its upper half so that many peers do not come back at once. Not thread-safe.</summary>
/// <param name="options">First and longest delay.</param>
/// <param name="seed">Seed of the jitter.</param>
internal sealed class Backoff(LinkOptions options, int seed)
{
    private readonly Random random = new(seed);
    private int failures;

    /// <summary>The next delay.</summary>
    public TimeSpan Next()
    {
        var full = options.InitialBackoff * Math.Pow(2, Math.Min(failures++, 20));
        full = full < options.MaxBackoff ? full : options.MaxBackoff;
        return full * (0.5 + (0.5 * random.NextDouble()));
    }

    /// <summary>Starts over, after a success.</summary>
    public void Reset() => failures = 0;
}
