using System.Globalization;

namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>The age of an object in the short form of <c>kubectl get</c>: 45s, 3m10s, 5h12m, 6d. Stateless.</summary>
internal static class Age
{
    public static string Since(string? timestamp, DateTimeOffset now) =>
        DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? Text(now - start)
            : "<unknown>";

    public static string Text(TimeSpan age)
    {
        if (age < TimeSpan.Zero)
        {
            return "0s";
        }

        return age.TotalSeconds switch
        {
            < 120 => $"{(long)age.TotalSeconds}s",
            < 600 => Two((long)age.TotalMinutes, "m", age.Seconds, "s"),
            < 3 * 3600 => $"{(long)age.TotalMinutes}m",
            < 8 * 3600 => Two((long)age.TotalHours, "h", age.Minutes, "m"),
            < 48 * 3600 => $"{(long)age.TotalHours}h",
            < 192 * 3600 => Two((long)age.TotalDays, "d", age.Hours, "h"),
            < 730L * 86400 => $"{(long)age.TotalDays}d",
            _ => Two((long)age.TotalDays / 365, "y", (long)age.TotalDays % 365, "d"),
        };
    }

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
