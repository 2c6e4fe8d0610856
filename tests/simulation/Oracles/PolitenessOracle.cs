namespace KubeDirect.Tests.Simulation.Oracles;

/// <summary>Polite: nobody asks the API server for the same thing again and again, whatever it or a watch answers.</summary>
/// <remarks>What asks again at once after each answer makes thousands of requests in a window; what backs off, a few dozen.</remarks>
internal sealed class PolitenessOracle
{
    // Retries begin after some 50 ms and wait longer each time; conflicts are tried again at once a few times.
    private const int MostInWindow = 100;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, int> asked = new(StringComparer.Ordinal);
    private readonly SimLoop loop;
    private TimeSpan since;

    public PolitenessOracle(ApiServer server, SimLoop loop)
    {
        this.loop = loop;
        server.Sent += OnSent;
    }

    /// <summary>The first violation; null while all is well.</summary>
    public string? Violation { get; private set; }

    /// <summary>The most that anything was asked for within a window.</summary>
    public int Most { get; private set; }

    private void OnSent(SimProcess process, ApiRequest request)
    {
        if (loop.Now - since > Window)
        {
            since = loop.Now;
            asked.Clear();
        }

        var what = $"{process.Name} {request}";
        var times = asked[what] = asked.GetValueOrDefault(what) + 1;
        Most = Math.Max(Most, times);
        if (times > MostInWindow)
        {
            Violation ??= string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Polite: '{what}' more than {MostInWindow} times within {Window.TotalSeconds} s (at {loop.Now.TotalSeconds:0.000} s)");
        }
    }
}
