using System.CommandLine;
using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.KubeAdapter.Kubelet.Simulated;
using KubeDirect.Kubernetes.Client;

namespace KubeDirect.Cli.Commands;

/// <summary><c>kubedirect node</c>: one node agent.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var name = new Option<string>("--name") { Description = "The node's name.", Required = true };
        var listen = CommonOptions.Listen(
            "127.0.0.1:0",
            "Address and port at which the Scheduler reaches this agent. An annotation of the Node shows them to the Scheduler.");
        var capacity = new NodeCapacityOptions();
        var simulated = new SimulatedRuntimeOptions();
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var command = new Command("node", "Run one node agent, on a simulated container runtime, against a cluster.")
        {
            kubeconfig, name, listen, trace, verbose, CommonOptions.Config(),
        };
        capacity.AddTo(command);
        simulated.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var resources = capacity.Read(parsed);
            var behaviour = simulated.Read(parsed);
            var node = NodeCapacityOptions.CheckName(parsed.GetValue(name)!);
            var connection = KubeConnection.FromFile(parsed.GetValue(kubeconfig)!);
            await using var process = await ChainProcess.StartAsync(
                connection,
                CommonOptions.Endpoint(parsed.GetValue(listen)!),
                ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))),
                cancellation,
                CommonOptions.Observers(parsed.GetValue(trace)));
            var address = process.Context.Server.Address.Authority;
            var agent = new NodeAgentOptions
            {
                Name = node,
                Capacity = resources,
                LinkAddress = address,
                Seed = process.Context.Random.Seed(),
            };
            var options = new NodeHostOptions
            {
                Nodes = [agent],
                Runtime = SimulatedPodRuntime.Of([agent], TimeProvider.System, behaviour),
            };
            await using var host = await NodeHost.StartAsync(process.Context, options, cancellation);
            await host.WaitForRegistrationAsync(cancellation);
            return await Serving.UntilStoppedAsync($"node {node}: registered, listening at {address}.", process.Failed, cancellation);
        });
        return command;
    }
}
