using System.CommandLine;
using System.Text.Json;
using KubeDirect.EmbeddedApi;
using KubeDirect.KubeAdapter;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.Cli;

/// <summary><c>kubedirect demo</c>: everything on one machine, on the embedded API server.</summary>
internal static class DemoCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var functions = CommonOptions.Number("--functions", "How many functions (Deployments).", 1, 1, 5000);
        var pods = CommonOptions.Number("--pods", "How many Pods in all to scale up to.", 1000, 0, 100_000);
        var nodes = CommonOptions.Number("--nodes", "How many simulated nodes.", 50, 1, 2000);
        var delay = CommonOptions.StartDelay();
        var seed = CommonOptions.Number("--seed", "Seed of names, epochs and jitter; by default a new one, which is printed.", RandomNumbers.Unpredictable().Seed(), 0, int.MaxValue);
        var port = CommonOptions.Number("--port", "Port of the embedded API server, for kubectl --server; 0 takes a free one.", 0, 0, 65_535);
        var hold = CommonOptions.Number("--hold", "Seconds to stay at the top, to look around with kubectl.", 0, 0, 86_400);
        var timeout = CommonOptions.Number("--timeout", "Seconds after which scaling up or down counts as not converged.", 120, 1, 3600);
        var trace = CommonOptions.Trace();
        var json = new Option<bool>("--json") { Description = "Print one JSON object last." };
        var output = new Option<string>("-o") { Description = "Output format: 'text' or 'json' (the same as --json).", DefaultValueFactory = _ => "text" };
        output.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is not ("text" or "json"))
            {
                result.AddError($"-o takes 'text' or 'json', and not '{result.Tokens[0].Value}'.");
            }
        });
        var command = new Command("demo", "Scale functions up and down on simulated nodes, with every link real and an embedded API server (for demos and tests only).")
        {
            functions, pods, nodes, delay, seed, port, hold, timeout, trace, json, output, CommonOptions.Config(),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = new DemoSettings(
                parsed.GetValue(functions),
                parsed.GetValue(pods),
                parsed.GetValue(nodes),
                TimeSpan.FromMilliseconds(parsed.GetValue(delay)),
                parsed.GetValue(seed),
                TimeSpan.FromSeconds(parsed.GetValue(hold)),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            var asJson = parsed.GetValue(json) || parsed.GetValue(output) == "json";
            await using var api = await EmbeddedApiServer.StartAsync(new EmbeddedApiOptions { Port = parsed.GetValue(port), EventHistory = 65_536 + (4 * settings.Pods), WatchBuffer = 65_536 + (4 * settings.Pods) }, cancellation);
            var connection = KubeConnection.ToServer(api.Uri);
            var violations = new DemoMonitor(settings);
            await using var process = await ChainProcess.StartAsync(connection, new(System.Net.IPAddress.Loopback, 0), NullLoggerFactory.Instance, cancellation, [.. violations.Observers, .. CommonOptions.Observers(parsed.GetValue(trace))], RandomNumbers.Seeded(settings.Seed));
            await using var demo = new DemoRun(settings, process, violations);
            var report = await demo.RunAsync(DemoView.Create(settings, api.Uri), cancellation);
            Console.WriteLine(asJson ? JsonSerializer.Serialize(report, Json) : report.ToText());
            return report.Converged && report.Violations == 0 ? 0 : 1;
        });
        return command;
    }
}
