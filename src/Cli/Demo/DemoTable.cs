using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KubeDirect.Cli.Demo;

/// <summary>Draws what each level holds as a table that fits a terminal of 80 columns. Stateless.</summary>
internal static class DemoTable
{
    private const int BarWidth = 18;

    private static readonly string[] Legend =
    [
        "held: Pods; for the Autoscaler and the Deployment stage, the wanted number.",
        "dirty: not yet held by the level below.   published: Ready at the API server.",
    ];

    /// <param name="settings">What the demo does.</param>
    /// <param name="levels">The levels, from the head of the chain to the tail; empty before the chain has started.</param>
    /// <param name="activity">What the demo does now, such as "scaling 0 → 1000".</param>
    /// <param name="full">The number of Pods that a full bar stands for; at least 1.</param>
    public static IRenderable Render(DemoSettings settings, IReadOnlyList<LevelCounts> levels, string activity, int full)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("level", column => column.NoWrap())
            .AddColumn("", column => column.NoWrap().Width(BarWidth));
        foreach (var name in new[] { "held", "dirty", "published", "tombstones" })
        {
            table.AddColumn(name, column => column.NoWrap().RightAligned().Width(Math.Max(name.Length, 6)));
        }

        foreach (var level in levels)
        {
            table.AddRow(
                new Text(level.Level),
                Bar(level, full),
                Number(level.Held, Color.Default),
                Number(level.Dirty, Color.Yellow),
                level.Published is { } published ? Number(published, Color.Green) : new Text("·", new Style(Color.Grey)),
                Number(level.Tombstoned, Color.Red));
        }

        return new Rows(
            new Text(string.Create(CultureInfo.InvariantCulture, $"{settings.Text}, seed {settings.Seed}")),
            new Text(activity, new Style(decoration: Decoration.Bold)),
            table,
            new Text(string.Join('\n', Legend), new Style(Color.Grey)));
    }

    private static Text Bar(LevelCounts level, int full)
    {
        var filled = (int)Math.Clamp((long)BarWidth * level.Held / full, 0, BarWidth);
        var text = new string('█', filled) + new string('░', BarWidth - filled);
        return new Text(text, new Style(level.Dirty > 0 ? Color.Yellow : Color.Green));
    }

    private static Text Number(int value, Color color) =>
        new(value.ToString(CultureInfo.InvariantCulture), new Style(value == 0 ? Color.Grey : color));
}
