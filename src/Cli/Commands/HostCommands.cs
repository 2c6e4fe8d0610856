using System.CommandLine;
using System.Globalization;
using k8s.Models;
using KubeDirect.KubeAdapter;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Cli;

/// <summary>What the commands that serve a cluster have in common.</summary>
internal static class Serving
{
    public static LogLevel Level(bool verbose) => verbose ? LogLevel.Debug : LogLevel.Information;

    /// <summary>Says that it is ready, and waits to be stopped by a signal.</summary>
    /// <param name="ready">What it says.</param>
    /// <param name="failed">Completes with a sentence if it cannot serve any more.</param>
    /// <param name="cancellation">The signal.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ServerException">It cannot serve any more: whoever started it starts it again.</exception>
    public static async Task<int> UntilStoppedAsync(string ready, Task<string>? failed, CancellationToken cancellation)
    {
        Console.WriteLine(ready);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        if (failed is not null && await Task.WhenAny(stopped, failed) == failed)
        {
            // Said here, since ending what failed may well fail, too.
            await Console.Error.WriteLineAsync($"kubedirect: {await failed}");
            throw new ServerException("this process cannot serve any more.");
        }

        await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Console.Error.WriteLineAsync("Stopping.");
        return 0;
    }
}

/// <summary><c>kubedirect controller</c>: the Autoscaler, Deployment and ReplicaSet stages.</summary>
internal static class ControllerCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var listen = CommonOptions.Listen("127.0.0.1:7001", "Where the links between this process's stages go through.");
        var scheduler = new Option<string?>("--scheduler") { Description = "Where the Scheduler listens, as host:port; by default the Scheduler's Lease says it." };
        var election = new ElectionOptions();
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var command = new Command("controller", "Run the Autoscaler, Deployment and ReplicaSet stages against a cluster.") { kubeconfig, listen, scheduler, trace, verbose, CommonOptions.Config() };
        election.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var address = parsed.GetValue(scheduler) is { } given ? CommonOptions.StageAddress("--scheduler", given) : null;
            var candidate = election.Read(parsed);
            var connection = KubeConnection.FromFile(parsed.GetValue(kubeconfig)!);
            await using var process = await ChainProcess.StartAsync(connection, CommonOptions.Endpoint(parsed.GetValue(listen)!), ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))), cancellation, CommonOptions.Observers(parsed.GetValue(trace)));
            var dialers = process.Context.Dialers;
            IDialer dialer = address is not null
                ? dialers.To(address, SchedulerHost.StageName)
                : new LeaseDialer(election.Lease(connection, parsed, SchedulerHost.StageName), at => dialers.To(at, SchedulerHost.StageName));
            return await election.ServeAsync(
                process,
                parsed,
                "controller",
                candidate,
                async term =>
                {
                    await using var host = ControllerHost.Start(process.Context, dialer);
                    await Serving.UntilStoppedAsync($"controller: serving {connection.Server}, Scheduler {(address is null ? "as its Lease says" : $"at {address.Authority}")}.", process.Failed, term);
                },
                cancellation);
        });
        return command;
    }
}

/// <summary><c>kubedirect scheduler</c>: the Scheduler.</summary>
internal static class SchedulerCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var listen = CommonOptions.Listen("127.0.0.1:7002", "Where the ReplicaSet stage reaches this Scheduler.");
        var cancelAfter = CommonOptions.CancelAfter();
        var nodes = new Option<string[]>("--node-address") { Description = "NAME=HOST:PORT of a node agent; by default each Node's annotation says it. May be repeated." };
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var election = new ElectionOptions();
        var command = new Command("scheduler", "Run the Scheduler against a cluster.") { kubeconfig, listen, nodes, cancelAfter, trace, verbose, CommonOptions.Config() };
        election.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var candidate = election.Read(parsed);
            var addresses = ParseNodes(parsed.GetValue(nodes) ?? []);
            var connection = KubeConnection.FromFile(parsed.GetValue(kubeconfig)!);
            await using var process = await ChainProcess.StartAsync(connection, CommonOptions.Endpoint(parsed.GetValue(listen)!), ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))), cancellation, CommonOptions.Observers(parsed.GetValue(trace)));
            return await election.ServeAsync(
                process,
                parsed,
                SchedulerHost.StageName,
                candidate,
                async term =>
                {
                    await using var host = SchedulerHost.Start(process.Context, new() { AddressOf = addresses.GetValueOrDefault, CancelAfter = CommonOptions.Patience(parsed.GetValue(cancelAfter)) });
                    await Serving.UntilStoppedAsync($"scheduler: serving {connection.Server}, listening at {process.Context.Server.Address.Authority}.", process.Failed, term);
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
                throw new UsageException($"--node-address says two addresses of {text[..at]}.");
            }
        }

        return addresses;
    }
}

/// <summary><c>kubedirect node</c>: one node agent.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var name = new Option<string>("--name") { Description = "The node's name.", Required = true };
        var listen = CommonOptions.Listen("127.0.0.1:0", "Where the Scheduler reaches this agent; told to it by an annotation of the Node.");
        var capacity = new NodeCapacityOptions();
        var delay = CommonOptions.StartDelay();
        var trace = CommonOptions.Trace();
        var verbose = CommonOptions.Verbose();
        var command = new Command("node", "Run one node agent, on a simulated container runtime, against a cluster.") { kubeconfig, name, listen, delay, trace, verbose, CommonOptions.Config() };
        capacity.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var resources = capacity.Read(parsed);
            var node = NodeCapacityOptions.CheckName(parsed.GetValue(name)!);
            var connection = KubeConnection.FromFile(parsed.GetValue(kubeconfig)!);
            await using var process = await ChainProcess.StartAsync(connection, CommonOptions.Endpoint(parsed.GetValue(listen)!), ChainProcess.LogToConsole(Serving.Level(parsed.GetValue(verbose))), cancellation, CommonOptions.Observers(parsed.GetValue(trace)));
            var options = new NodeAgentOptions { Name = node, Capacity = resources, LinkAddress = process.Context.Server.Address.Authority, Seed = process.Context.Random.Seed() };
            await using var host = NodeHost.Start(process.Context, new NodeHostOptions { Nodes = [options], StartDelay = TimeSpan.FromMilliseconds(parsed.GetValue(delay)) });
            await host.WaitForRegistrationAsync(cancellation);
            return await Serving.UntilStoppedAsync($"node {node}: registered, listening at {process.Context.Server.Address.Authority}.", process.Failed, cancellation);
        });
        return command;
    }
}

/// <summary>What a node offers, as flags.</summary>
internal sealed class NodeCapacityOptions
{
    private readonly Option<string> cpu = new("--cpu") { Description = "Processor time of a node, as a quantity.", DefaultValueFactory = _ => "8" };
    private readonly Option<string> memory = new("--memory") { Description = "Memory of a node, as a quantity.", DefaultValueFactory = _ => "32Gi" };
    private readonly Option<int> pods = CommonOptions.Number("--max-pods", "Pods that a node takes at most.", 110, 1, 4000);

    public void AddTo(Command command)
    {
        command.Add(cpu);
        command.Add(memory);
        command.Add(pods);
    }

    public Resources Read(ParseResult parsed) => new(
        Quantities.Milli(Quantity("--cpu", parsed.GetValue(cpu)!)),
        Quantities.Whole(Quantity("--memory", parsed.GetValue(memory)!)),
        parsed.GetValue(pods));

    public static string CheckName(string name) =>
        name.Length is > 0 and <= 253 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            ? name
            : throw new UsageException($"'{name}' is not a node's name: lower-case letters, digits, '-' and '.' are allowed.");

    private static ResourceQuantity Quantity(string option, string text)
    {
        try
        {
            var quantity = new ResourceQuantity(text);
            return quantity.ToDecimal() > 0 ? quantity : throw new FormatException("not above zero");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} takes a quantity above zero, such as 8, 500m or 32Gi, and not '{text}'."));
        }
    }
}
