using System.Globalization;
using Spectre.Console;

namespace KubeDirect.Cli.Demo;

/// <summary>Shows what each level holds while a demo runs: a live table on a terminal, and a line each second elsewhere.</summary>
/// <param name="settings">What the demo does.</param>
/// <param name="api">The address of the embedded API server.</param>
/// <param name="error">Where to write: standard error, so that standard output has the result alone.</param>
/// <param name="live">Whether <paramref name="error"/> is a terminal.</param>
internal sealed class DemoView(DemoSettings settings, Uri api, TextWriter error, bool live)
{
    private string activity = "starting";

    /// <summary>Sets what the demo does now. Thread-safe.</summary>
    public void Show(string what) => Volatile.Write(ref activity, what);

    /// <summary>Does the work, and shows the levels until it is done.</summary>
    public async Task RunAsync(Func<IReadOnlyList<LevelCounts>> measure, Func<Task> work)
    {
        await error.WriteLineAsync("Embedded API server, for demos and tests only. To look at its objects:");
        await error.WriteLineAsync($"  kubectl --server {api.ToString().TrimEnd('/')} get pods -w");
        var done = work();
        if (live)
        {
            await ShowTableAsync(measure, done);
        }
        else
        {
            await ShowLinesAsync(measure, done);
        }

        await done;
    }

    private async Task ShowTableAsync(Func<IReadOnlyList<LevelCounts>> measure, Task done)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        await console.Live(Render([])).StartAsync(async context =>
        {
            while (!done.IsCompleted)
            {
                context.UpdateTarget(Render(measure()));
                await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(100)));
            }

            context.UpdateTarget(Render(measure()));
        });

        Spectre.Console.Rendering.IRenderable Render(IReadOnlyList<LevelCounts> levels) =>
            DemoTable.Render(settings, levels, Volatile.Read(ref activity), Math.Max(settings.Pods, 1));
    }

    private async Task ShowLinesAsync(Func<IReadOnlyList<LevelCounts>> measure, Task done)
    {
        while (await Task.WhenAny(done, Task.Delay(TimeSpan.FromSeconds(1))) != done)
        {
            var levels = measure().Select(level => string.Create(
                CultureInfo.InvariantCulture,
                $"{level.Level} {level.Held} ({level.Dirty} dirty, {Counted.Text(level.Tombstoned, "tombstone")})"));
            await error.WriteLineAsync($"{Volatile.Read(ref activity)}: {string.Join(", ", levels)}");
        }
    }
}
