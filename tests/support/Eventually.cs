namespace KubeDirect.Tests.Support;

/// <summary>Waits for conditions instead of for time to pass: looks again and again, and fails with what has not come true.</summary>
/// <remarks>
/// For tests whose clock is the machine's. The simulation has a clock of its own, and under Coyote a scenario waits for a step of the
/// chain, because a loop that only looks again would be explored as steps.
/// </remarks>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a condition may take that needs no more than this machine's own work, however busy it is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Looks.</param>
    /// <param name="what">The condition, in words.</param>
    /// <param name="meanwhile">What is done each time that it does not hold, such as to advance a clock; null for nothing.</param>
    /// <exception cref="TimeoutException">It did not hold within <see cref="Patience"/>.</exception>
    public static Task TrueAsync(Func<bool> condition, string what, Action? meanwhile = null) =>
        TrueAsync(
            () =>
            {
                var holds = condition();
                if (!holds)
                {
                    meanwhile?.Invoke();
                }

                return holds;
            },
            () => what,
            Patience);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Looks.</param>
    /// <param name="what">The condition, in words, as it failed.</param>
    /// <param name="patience">How long to wait.</param>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static Task TrueAsync(Func<bool> condition, Func<string> what, TimeSpan patience) =>
        TrueAsync(_ => Task.FromResult(condition()), what, patience, Interval, CancellationToken.None);

    /// <summary>Waits until a condition holds that takes a request to look at.</summary>
    /// <param name="condition">Looks.</param>
    /// <param name="what">The condition, in words.</param>
    /// <exception cref="TimeoutException">It did not hold within <see cref="Patience"/>.</exception>
    public static Task TrueAsync(Func<Task<bool>> condition, string what) =>
        TrueAsync(_ => condition(), () => what, Patience, Interval, CancellationToken.None);

    /// <summary>Waits until a condition holds that takes a request to look at.</summary>
    /// <param name="condition">Looks; its token ends a request that hangs when the time is over.</param>
    /// <param name="what">The condition, in words, as it failed.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="interval">How long to wait between two looks.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static async Task TrueAsync(
        Func<CancellationToken, Task<bool>> condition, Func<string> what, TimeSpan patience, TimeSpan interval,
        CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            while (!await condition(limit.Token))
            {
                if (TimeProvider.System.GetElapsedTime(start) >= patience)
                {
                    throw new TimeoutException(Failure());
                }

                await Task.Delay(interval, cancellation);
            }
        }
        catch (OperationCanceledException hung) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(Failure(), hung);
        }

        string Failure() => $"In {patience.TotalSeconds:0} s this did not come true: {what()}.";
    }
}
