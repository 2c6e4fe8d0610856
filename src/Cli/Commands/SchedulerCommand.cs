using System.CommandLine;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Cli.Commands;

/// <summary><c>kubedirect scheduler</c>: the Scheduler.</summary>
internal static class SchedulerCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var listen = CommonOptions.Listen("127.0.0.1:7002", "Address and port at which the ReplicaSet stage reaches this Scheduler.");
        var cancelAfter = CommonOptions.CancelAfter();
        var nodes = new Option<string[]>("--node-address")
        {
            Description = "NAME=HOST:PORT of a node agent. By default an annotation of each Node says it. Can be repeated.",
        };
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var election = new ElectionOptions();
        var command = new Command("scheduler", "Run the Scheduler against a cluster.")
        {
            kubeconfig, listen, nodes, cancelAfter, trace, verbose, CommonOptions.Config(),
        };
        election.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var candidate = election.Read(parsed);
            var addresses = ParseNodes(parsed.GetValue(nodes) ?? []);
            var connection = KubeConnection.FromFile(parsed.GetValue(kubeconfig)!);
            await using var process = await ChainProcess.StartAsync(
                connection,
                CommonOptions.Endpoint(parsed.GetValue(listen)!),
                ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))),
                cancellation,
                CommonOptions.Observers(parsed.GetValue(trace)));
            var options = new SchedulerHostOptions
            {
                AddressOf = addresses.GetValueOrDefault,
                CancelAfter = CommonOptions.TimeToCancel(parsed.GetValue(cancelAfter)),
            };
            var ready = $"scheduler: serving {connection.Server}, listening at {process.Context.Server.Address.Authority}.";
            return await election.ServeAsync(
                process,
                parsed,
                SchedulerHost.StageName,
                candidate,
                async term =>
                {
                    await using var host = SchedulerHost.Start(process.Context, options);
                    await Serving.UntilStoppedAsync(ready, process.Failed, term);
                },
                cancellation);
        });
        return command;
    }

    private static Dictionary<string, Uri> ParseNodes(IEnumerable<string> texts)
    {
        var addresses = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new UsageException($"--node-address takes NAME=HOST:PORT, and not '{text}'.");
            }

            if (!addresses.TryAdd(text[..at], CommonOptions.StageAddress("--node-address", text[(at + 1)..])))
            {
                throw new UsageException($"--node-address gives two addresses of {text[..at]}.");
            }
        }

        return addresses;
    }
}
