using System.CommandLine;
using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Cli.Commands;

/// <summary><c>kubedirect run</c>: the whole chain in one process against a real cluster.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var nodes = CommonOptions.Number("--nodes", "Number of simulated nodes.", 5, 0, 2000);
        var prefix = new Option<string>("--node-prefix")
        {
            Description = "The beginning of the simulated nodes' names; a number follows.",
            DefaultValueFactory = _ => "kubedirect-",
        };
        var listen = CommonOptions.Listen("127.0.0.1:0", "Address and port of the links between the stages.");
        var capacity = new NodeCapacityOptions();
        var simulated = new SimulatedRuntimeOptions();
        var inFlight = CommonOptions.Number("--max-requests", "The largest number of requests to the API server in flight.", 48, 1, 1000);
        var progress = new Option<bool>("--progress") { Description = "Print a JSON line whenever the number of running Pods changes." };
        var cancelAfter = CommonOptions.CancelAfter();
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var command = new Command("run", "Run the whole chain in one process against a cluster.")
        {
            kubeconfig, nodes, prefix, listen, inFlight, cancelAfter, progress, trace, verbose, CommonOptions.Config(),
        };
        capacity.AddTo(command);
        simulated.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var resources = capacity.Read(parsed);
            var behaviour = simulated.Read(parsed);
            var names = Enumerable.Range(0, parsed.GetValue(nodes))
                .Select(i => NodeCapacityOptions.CheckName($"{parsed.GetValue(prefix)}{i}"))
                .ToList();
            IReadOnlyList<IStepObserver> observers =
            [
                .. CommonOptions.Observers(parsed.GetValue(trace)),
                .. parsed.GetValue(progress) ? new[] { new RunningPods(Console.Out) } : [],
            ];
            await using var process = await ChainProcess.StartAsync(
                KubeConnection.FromFile(
                    parsed.GetValue(kubeconfig)!,
                    new KubeConnectionOptions { MaxInFlight = parsed.GetValue(inFlight) }),
                CommonOptions.Endpoint(parsed.GetValue(listen)!),
                ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))),
                cancellation,
                observers);
            var context = process.Context;
            var cancel = CommonOptions.TimeToCancel(parsed.GetValue(cancelAfter));
            await using var scheduler = SchedulerHost.Start(context, new() { CancelAfter = cancel });
            await using var controller = ControllerHost.Start(context, context.Dialers.To(context.Server.Address, SchedulerHost.StageName));
            var server = context.Connection.Server;
            if (names.Count == 0)
            {
                var nodeless = $"kubedirect: serving {server} without nodes of its own.";
                return await Serving.UntilStoppedAsync(nodeless, process.Failed, cancellation);
            }

            var ranges = PodRanges.Of(names);
            List<NodeAgentOptions> agents = [.. names.Select(name => new NodeAgentOptions
            {
                Name = name,
                Capacity = resources,
                LinkAddress = context.Server.Address.Authority,
                PodCidr = ranges[name],
                Seed = context.Random.Seed(),
            })];
            var options = new NodeHostOptions
            {
                Nodes = agents,
                Runtime = SimulatedPodRuntime.Of(agents, TimeProvider.System, behaviour),
            };
            await using var node = await NodeHost.StartAsync(context, options, cancellation);
            await node.WaitForRegistrationAsync(cancellation);
            var ready = $"kubedirect: serving {server} with {Counted.Text(names.Count, "node")}.";
            return await Serving.UntilStoppedAsync(ready, process.Failed, cancellation);
        });
        return command;
    }
}
