using Xunit;

namespace KubeDirect.Tests.Unit;

/// <summary>Waits for conditions instead of for time to pass: looks again and again, and fails with what has not come true.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a condition may take that needs no more than this machine's own work, however busy it is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(Func<bool> condition, string what, Action? meanwhile = null) =>
        TrueAsync(
            () =>
            {
                var holds = condition();
                if (!holds)
                {
                    meanwhile?.Invoke();
                }

                return Task.FromResult(holds);
            },
            () => what,
            Patience);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan patience)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < patience, "Never: " + what());
            await Task.Delay(Interval);
        }
    }
}
