using System.CommandLine;
using KubeDirect.KubeAdapter;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Cli;

/// <summary><c>kubedirect run</c>: the whole chain in one process against a real cluster.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var nodes = CommonOptions.Number("--nodes", "How many simulated nodes to run.", 5, 0, 2000);
        var prefix = new Option<string>("--node-prefix") { Description = "What the simulated nodes' names begin with.", DefaultValueFactory = _ => "kubedirect-" };
        var listen = CommonOptions.Listen("127.0.0.1:0", "Where the stages reach each other.");
        var capacity = new NodeCapacityOptions();
        var delay = CommonOptions.StartDelay();
        var inFlight = CommonOptions.Number("--max-requests", "Requests to the API server in flight at most.", 48, 1, 1000);
        var progress = new Option<bool>("--progress") { Description = "Print a JSON line whenever the number of running Pods has changed." };
        var cancelAfter = CommonOptions.CancelAfter();
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var command = new Command("run", "Run the whole chain in one process against a cluster.") { kubeconfig, nodes, prefix, listen, delay, inFlight, cancelAfter, progress, trace, verbose, CommonOptions.Config() };
        capacity.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var resources = capacity.Read(parsed);
            var names = Enumerable.Range(0, parsed.GetValue(nodes)).Select(i => NodeCapacityOptions.CheckName($"{parsed.GetValue(prefix)}{i}")).ToList();
            var connection = KubeConnection.FromFile(parsed.GetValue(kubeconfig)!, new KubeConnectionOptions { MaxInFlight = parsed.GetValue(inFlight) });
            await using var process = await ChainProcess.StartAsync(connection, CommonOptions.Endpoint(parsed.GetValue(listen)!), ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))), cancellation, [.. CommonOptions.Observers(parsed.GetValue(trace)), .. parsed.GetValue(progress) ? new[] { new RunningPods(Console.Out) } : []]);
            var server = process.Context.Server.Address;
            await using var scheduler = SchedulerHost.Start(process.Context, new() { CancelAfter = CommonOptions.Patience(parsed.GetValue(cancelAfter)) });
            await using var controller = ControllerHost.Start(process.Context, process.Context.Dialers.To(server, SchedulerHost.StageName));
            if (names.Count == 0)
            {
                return await Serving.UntilStoppedAsync($"kubedirect: serving {process.Context.Connection.Server} without nodes of its own.", process.Failed, cancellation);
            }

            var agents = names.Select((name, i) => new NodeAgentOptions
            {
                Name = name,
                Capacity = resources,
                LinkAddress = server.Authority,
                PodCidr = PodAddresses.CidrOfNode(i),
                Seed = process.Context.Random.Seed(),
            });
            await using var node = NodeHost.Start(process.Context, new NodeHostOptions { Nodes = [.. agents], StartDelay = TimeSpan.FromMilliseconds(parsed.GetValue(delay)) });
            await node.WaitForRegistrationAsync(cancellation);
            return await Serving.UntilStoppedAsync($"kubedirect: serving {process.Context.Connection.Server} with {names.Count} nodes.", process.Failed, cancellation);
        });
        return command;
    }
}
