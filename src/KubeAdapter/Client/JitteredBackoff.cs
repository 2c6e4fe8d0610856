namespace KubeDirect.KubeAdapter;

/// <summary>Delays that double up to a limit, each shortened at random by up to half, so that many clients of one server drift apart.</summary>
/// <param name="initial">The first delay, before jitter; more than zero.</param>
/// <param name="limit">The longest delay.</param>
/// <param name="seed">Of the jitter.</param>
/// <remarks>Not thread-safe.</remarks>
public sealed class JitteredBackoff(TimeSpan initial, TimeSpan limit, int seed)
{
    private readonly Random _random = new(seed);
    private TimeSpan? _next;

    /// <summary>The next delay.</summary>
    public TimeSpan Next()
    {
        var due = _next ?? initial;
        var delay = due < limit ? due : limit;
        _next = delay < limit / 2 ? delay * 2 : limit;
        return delay * (0.5 + (_random.NextDouble() / 2));
    }

    /// <summary>Starts over, after a success.</summary>
    public void Reset() => _next = null;
}
