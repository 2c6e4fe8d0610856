namespace KubeDirect.Tests.Simulation.Api;

/// <summary>How the API server does at the moment. The faults set it.</summary>
internal sealed class ApiConditions
{
    /// <summary>It is away: connections are refused, or nothing answers.</summary>
    public bool Away { get; set; }

    /// <summary>While it is away, requests hang until the client gives up.</summary>
    public bool Hangs { get; set; }

    /// <summary>Chance that a request is answered with 429, 500 or 503.</summary>
    public double Errors { get; set; }

    /// <summary>Chance that a request is carried out and its answer is lost.</summary>
    public double LostAnswers { get; set; }

    /// <summary>Chance that a write of an existing object is refused as a conflict.</summary>
    public double Conflicts { get; set; }

    /// <summary>Chance that a new Pod is refused, as by a quota.</summary>
    public double Refusals { get; set; }

    /// <summary>Added to the way of every request and answer.</summary>
    public TimeSpan Lag { get; set; }

    /// <summary>By process: how long its watches are behind.</summary>
    public Dictionary<string, TimeSpan> WatchLag { get; } = new(StringComparer.Ordinal);

    public void Heal()
    {
        (Away, Hangs, Errors, LostAnswers, Conflicts, Refusals, Lag) = (false, false, 0, 0, 0, 0, TimeSpan.Zero);
        WatchLag.Clear();
    }
}
