using System.CommandLine;
using System.Net;
using System.Text.Json;
using KubeDirect.Cli.Demo;
using KubeDirect.EmbeddedApi;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.Kubernetes.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.Cli.Commands;

/// <summary><c>kubedirect demo</c>: everything on one machine, with the embedded API server.</summary>
internal static class DemoCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var functions = CommonOptions.Number("--functions", "Number of functions (Deployments).", 1, 1, 5000);
        var pods = CommonOptions.Number("--pods", "Number of Pods of all functions together.", 1000, 0, 100_000);
        var nodes = CommonOptions.Number("--nodes", "Number of simulated nodes.", 50, 1, 2000);
        var simulated = new SimulatedRuntimeOptions();
        var seed = CommonOptions.Number(
            "--seed",
            "Seed of names, epochs and jitter. The default is a new seed; the demo prints it.",
            RandomNumbers.Unpredictable().Seed(),
            0,
            int.MaxValue);
        var port = CommonOptions.Number("--port", "Port of the embedded API server; 0 takes a free one.", 0, 0, 65_535);
        var hold = CommonOptions.Number("--hold", "Seconds to stay at the full number of Pods, to look at them.", 0, 0, 86_400);
        var timeout = CommonOptions.Number("--timeout", "Seconds after which scaling up or down counts as not converged.", 120, 1, 3600);
        var trace = CommonOptions.Trace();
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object." };
        var output = new Option<string>("-o")
        {
            Description = "Format of the result: 'text' or 'json' (the same as --json).",
            DefaultValueFactory = _ => "text",
        };
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is not ("text" or "json"))
            {
                result.AddError($"-o takes 'text' or 'json', and not '{result.Tokens[0].Value}'.");
            }
        });
        var command = new Command(
            "demo",
            "Scale functions up and down on simulated nodes, with every link real and an embedded API server (for demos and tests only).")
        {
            functions, pods, nodes, seed, port, hold, timeout, trace, json, output, CommonOptions.Config(),
        };
        simulated.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = new DemoSettings(
                parsed.GetValue(functions),
                parsed.GetValue(pods),
                parsed.GetValue(nodes),
                simulated.Read(parsed),
                parsed.GetValue(seed),
                TimeSpan.FromSeconds(parsed.GetValue(hold)),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            var io = parsed.InvocationConfiguration;
            var live = ReferenceEquals(io.Error, Console.Error) && !Console.IsErrorRedirected;
            string? untraced = null;
            var report = await RunAsync(
                settings,
                parsed.GetValue(port),
                uri => new DemoView(settings, uri, io.Error, live),
                CommonOptions.Observers(parsed.GetValue(trace), sentence => Volatile.Write(ref untraced, sentence)),
                cancellation);
            var asJson = parsed.GetValue(json) || parsed.GetValue(output) == "json";
            await io.Output.WriteLineAsync(asJson ? JsonSerializer.Serialize(report, Json) : report.ToText());
            if (Volatile.Read(ref untraced) is { } why)
            {
                await io.Error.WriteLineAsync($"kubedirect: {why}");
                return 1;
            }

            return report.Converged && report.Violations == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Runs a demo from the start of its API server to the end of its last stage.</summary>
    private static async Task<DemoReport> RunAsync(
        DemoSettings settings,
        int port,
        Func<Uri, DemoView> viewOf,
        IReadOnlyList<IStepObserver> traces,
        CancellationToken cancellation)
    {
        // Each Pod causes about four events; a watch must be able to fall behind by all of them.
        var events = 65_536 + (4 * settings.Pods);
        var options = new EmbeddedApiOptions { Port = port, EventHistory = events, WatchBuffer = events };
        await using var api = await EmbeddedApiServer.StartAsync(options, cancellation);
        var monitor = new DemoMonitor(settings);
        await using var process = await ChainProcess.StartAsync(
            KubeConnection.ToServer(api.Uri),
            new IPEndPoint(IPAddress.Loopback, 0),
            NullLoggerFactory.Instance,
            cancellation,
            [.. monitor.Observers, .. traces],
            RandomNumbers.Seeded(settings.Seed));
        await using var demo = new DemoRun(settings, process, monitor);
        return await demo.RunAsync(viewOf(api.Uri), cancellation);
    }
}
