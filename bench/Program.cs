using KubeDirect.Bench;
using KubeDirect.Tests.ControlPlane;

const int WarmUp = 10;
TimeProvider time = TimeProvider.System;

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    Machine machine = await Machine.ReadAsync();
    var rows = new List<Row>();
    string version = string.Empty;
    foreach (string name in options.Systems)
    {
        Say($"{name}: starting ({Catalog.Describe(name)})");
        await using IBenchSystem system = Catalog.Make(name);
        await system.StartAsync(stop.Token);
        version = (await system.Plane.GetAsync("/version", stop.Token)).GetProperty("gitVersion").GetString()!;
        await using Measurement measurement = await Measurement.PrepareAsync(system, time, stop.Token);
        await measurement.RunAsync(WarmUp, stop.Token);
        foreach (int pods in options.Sizes)
        {
            var runs = new List<Run>();
            while (runs.Count < options.Runs)
            {
                runs.Add(await measurement.RunAsync(pods, stop.Token));
                var (started, ready) = runs[^1];
                Say(
                    $"{name}: {pods} Pods, run {runs.Count} of {options.Runs}: "
                    + $"all started after at most {started:0.0} s, all Ready {ready:0.0} s");
            }

            rows.Add(new Row(name, pods, runs));
        }
    }

    string command = string.Join(' ', ["dotnet run -c Release --project bench --", .. args]);
    var report = new Report(machine, version, time.GetUtcNow(), command, rows);
    Console.WriteLine(options.Json ? report.ToJson() : report.ToMarkdown());
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("bench: interrupted.");
    return 130;
}
catch (Exception failure) when (failure is ControlPlaneException or TimeoutException or IOException or HttpRequestException)
{
    Console.Error.WriteLine($"bench: {failure.Message}");
    return 1;
}

static void Say(string line) => Console.Error.WriteLine($"bench: {line}");
