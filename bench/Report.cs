using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeDirect.Bench;

/// <summary>The result, and its two forms.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Version">The API server's version.</param>
/// <param name="Date">When.</param>
/// <param name="Command">The command line.</param>
/// <param name="Rows">The figures.</param>
internal sealed record Report(Machine Machine, string Version, DateTimeOffset Date, string Command, IReadOnlyList<Row> Rows)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>As JSON, with every run.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>As a Markdown table, with medians.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"One Deployment, 0 → N on {Options.Nodes} nodes; seconds from just before the scale request; "
            + $"median (minimum to maximum) of the runs.");
        text.AppendLine();
        text.AppendLine("| system | N | all started, at the latest | all Ready at the API server | runs |");
        text.AppendLine("|---|---:|---:|---:|---:|");
        foreach (Row row in Rows)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.System} | {row.Pods} "
                + $"| {Summary(row.Runs.Select(run => run.Started))} | {Summary(row.Runs.Select(run => run.Ready))} | {row.Runs.Count} |");
        }

        text.AppendLine();
        foreach (string system in Rows.Select(row => row.System).Distinct())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"* *{system}*: {Catalog.Describe(system)}.");
        }

        text.AppendLine(
            "* *all started, at the latest* is the last `state.running.startedAt` in the statuses of the Pods plus 1 s, because that time "
            + "is rounded down to whole seconds; or *all Ready* if that is less. The true time can be up to 1 s less. For *kubedirect* it "
            + "is the time at which the last Pod started, to the millisecond, as the program reports it.");
        text.AppendLine("* *all Ready* is the time at which a watch of the Pods showed the last one as Ready.");
        text.AppendLine("* A hollow kubelet's own client is limited to 10 requests a second (burst 20); kubemark has no flag for that.");
        text.AppendLine(
            "* Before the measured runs, each system scales once to 10 Pods and back. Between two runs all Pods are gone, and 5 s pass.");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"* Machine: {Machine.Cores} cores ({Machine.Cpu}), {Machine.MemoryGiB} GiB, Linux {Machine.Kernel}, "
            + $"load average before the start {Machine.LoadAverage:0.0}; Kubernetes {Version}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"* Commit {Machine.Commit}, {Date:yyyy-MM-dd}: `{Command}`");
        return text.ToString();
    }

    private static string Summary(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"{median:0.0} ({sorted[0]:0.0} to {sorted[^1]:0.0})");
    }
}
