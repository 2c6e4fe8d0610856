using System.Collections.Concurrent;

namespace KubeDirect.Tests.ControlPlane;

/// <summary>Waits for conditions as <see cref="Eventually"/> does, and watches meanwhile that no component ends. Thread-safe.</summary>
internal sealed class Waiter(ConcurrentStack<Component> components)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until a condition holds. A request that fails counts as "not yet".</summary>
    /// <param name="what">The condition, in words.</param>
    /// <param name="condition">Asks for it.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="detail">What to add to the message of a failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ControlPlaneException">It did not hold in time, or a component ended meanwhile.</exception>
    public async Task UntilAsync(
        string what, Func<CancellationToken, Task<bool>> condition, TimeSpan timeout, Func<string> detail,
        CancellationToken cancellationToken)
    {
        HttpRequestException? last = null;
        try
        {
            await Eventually.TrueAsync(HoldsAsync, () => what, timeout, Interval, cancellationToken);
        }
        catch (TimeoutException timedOut)
        {
            string reason = last is null ? string.Empty : $" ({last.Message})";
            throw new ControlPlaneException($"In {timeout.TotalSeconds:0} s this did not come true: {what}{reason}.{detail()}", timedOut);
        }

        async Task<bool> HoldsAsync(CancellationToken limit)
        {
            try
            {
                if (await condition(limit))
                {
                    return true;
                }
            }
            catch (HttpRequestException failure)
            {
                last = failure;
            }

            foreach (Component component in components)
            {
                component.ThrowIfEnded();
            }

            return false;
        }
    }
}
