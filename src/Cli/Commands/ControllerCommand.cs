using System.CommandLine;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Cli.Commands;

/// <summary><c>kubedirect controller</c>: the Autoscaler, Deployment and ReplicaSet stages.</summary>
internal static class ControllerCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var listen = CommonOptions.Listen("127.0.0.1:7001", "Address and port of the links between the stages of this process.");
        var scheduler = new Option<string?>("--scheduler")
        {
            Description = "Address of the Scheduler, as host:port. By default the Lease of the Scheduler says it.",
        };
        var election = new ElectionOptions();
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var command = new Command("controller", "Run the Autoscaler, Deployment and ReplicaSet stages against a cluster.")
        {
            kubeconfig, listen, scheduler, trace, verbose, CommonOptions.Config(),
        };
        election.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var address = parsed.GetValue(scheduler) is { } given ? CommonOptions.StageAddress("--scheduler", given) : null;
            var candidate = election.Read(parsed);
            var connection = KubeConnection.FromFile(parsed.GetValue(kubeconfig)!);
            await using var process = await ChainProcess.StartAsync(
                connection,
                CommonOptions.Endpoint(parsed.GetValue(listen)!),
                ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))),
                cancellation,
                CommonOptions.Observers(parsed.GetValue(trace)));
            var dialers = process.Context.Dialers;
            IDialer dialer = address is not null
                ? dialers.To(address, SchedulerHost.StageName)
                : new LeaseDialer(
                    election.Lease(connection, parsed, SchedulerHost.StageName),
                    at => dialers.To(at, SchedulerHost.StageName));
            var where = address is null ? "as its Lease says" : $"at {address.Authority}";
            return await election.ServeAsync(
                process,
                parsed,
                "controller",
                candidate,
                async term =>
                {
                    await using var host = ControllerHost.Start(process.Context, dialer);
                    await Serving.UntilStoppedAsync($"controller: serving {connection.Server}, Scheduler {where}.", process.Failed, term);
                },
                cancellation);
        });
        return command;
    }
}
