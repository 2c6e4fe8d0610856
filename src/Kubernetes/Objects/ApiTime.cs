namespace KubeDirect.Kubernetes.Objects;

/// <summary>Times in the precision of the Kubernetes API.</summary>
public static class ApiTime
{
    /// <summary>A time of an object's metadata or status: cut to whole seconds, in UTC.</summary>
    public static DateTime WholeSeconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    /// <summary>A time of a Lease: cut to whole microseconds, in UTC.</summary>
    /// <remarks>
    /// The API requires six decimals here, but the client library writes none for a whole second. So one microsecond is added to a whole
    /// second.
    /// </remarks>
    public static DateTime WholeMicroseconds(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond);
        return new DateTime(ticks % TimeSpan.TicksPerSecond == 0 ? ticks + TimeSpan.TicksPerMicrosecond : ticks, DateTimeKind.Utc);
    }
}
