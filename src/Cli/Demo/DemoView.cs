using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KubeDirect.Cli;

/// <summary>Shows what each level holds while a demo runs: a live table on a terminal, else a line now and then. On standard error, so that the result alone is on standard output.</summary>
internal sealed class DemoView
{
    private readonly DemoSettings settings;
    private readonly Uri api;
    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private string doing = "starting";
    private int goal = 1;

    private DemoView(DemoSettings settings, Uri api)
    {
        this.settings = settings;
        this.api = api;
    }

    public static DemoView Create(DemoSettings settings, Uri api) => new(settings, api);

    /// <summary>What goes on now, and at how many it will be done.</summary>
    public void Doing(string what, int target)
    {
        goal = Math.Max(target, 1);
        Volatile.Write(ref doing, what);
    }

    /// <summary>Does the work and shows the levels meanwhile.</summary>
    public async Task ShowAsync(Func<IReadOnlyList<LevelCounts>> measure, Func<Task> work)
    {
        await Console.Error.WriteLineAsync($"Embedded API server (for demos and tests only): kubectl --server {api.ToString().TrimEnd('/')} get pods -w");
        var done = work();
        if (Console.IsErrorRedirected)
        {
            await ShowLinesAsync(measure, done);
        }
        else
        {
            await console.Live(Render([])).StartAsync(async live =>
            {
                while (!done.IsCompleted)
                {
                    live.UpdateTarget(Render(measure()));
                    await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(100)));
                }

                live.UpdateTarget(Render(measure()));
            });
        }

        await done;
    }

    private async Task ShowLinesAsync(Func<IReadOnlyList<LevelCounts>> measure, Task done)
    {
        while (await Task.WhenAny(done, Task.Delay(TimeSpan.FromSeconds(1))) != done)
        {
            var levels = measure().Select(level => string.Create(CultureInfo.InvariantCulture, $"{level.Level} {level.Held} (dirty {level.Dirty}, tombstoned {level.Tombstoned})"));
            await Console.Error.WriteLineAsync($"{Volatile.Read(ref doing)}: {string.Join(", ", levels)}");
        }
    }

    private Rows Render(IReadOnlyList<LevelCounts> levels)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("level").AddColumn("", column => column.NoWrap().Width(32));
        foreach (var name in new[] { "dirty", "held", "published", "tombstoned" })
        {
            table.AddColumn(name, column => column.RightAligned().Width(10));
        }

        foreach (var level in levels)
        {
            table.AddRow(
                new Text(level.Level),
                Bar(level),
                Number(level.Dirty, Color.Yellow),
                Number(level.Held, Color.Default),
                level.Published is { } published ? Number(published, Color.Green) : new Text("·"),
                Number(level.Tombstoned, Color.Red));
        }

        return new Rows(
            new Text(string.Create(CultureInfo.InvariantCulture, $"{settings.Functions} functions, {settings.Pods} Pods, {settings.Nodes} nodes, seed {settings.Seed}: {Volatile.Read(ref doing)}")),
            table);
    }

    private Text Bar(LevelCounts level)
    {
        var full = Math.Clamp(32 * level.Held / Math.Max(goal, Math.Max(settings.Pods, 1)), 0, 32);
        return new Text(new string('█', full) + new string('░', 32 - full), new Style(level.Dirty > 0 ? Color.Yellow : Color.Green));
    }

    private static Text Number(int value, Color color) => new(value.ToString(CultureInfo.InvariantCulture), new Style(value == 0 ? Color.Grey : color));
}
