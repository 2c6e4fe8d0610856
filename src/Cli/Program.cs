using System.CommandLine;
using KubeDirect.Cli;
using KubeDirect.EmbeddedApi;
using KubeDirect.KubeAdapter;
using KubeDirect.Runtime;

var root = new RootCommand("KubeDirect.Verified: the controllers on a FaaS platform's critical path, passing their decisions straight to each other.")
{
    DemoCommand.Create(),
    RunCommand.Create(),
    ControllerCommand.Create(),
    SchedulerCommand.Create(),
    NodeCommand.Create(),
    ReplayCommand.Create(),
    OrdinaryPathCommand.Create(),
};

try
{
    var parsed = root.Parse(ConfigurationFile.Expand(args));
    if (parsed.Errors.Count > 0)
    {
        throw new UsageException(parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command == root
            ? $"'{parsed.UnmatchedTokens[0]}' is not a command (see 'kubedirect --help')."
            : $"{parsed.Errors[0].Message.TrimEnd('.')} (see 'kubedirect {parsed.CommandResult.Command.Name} --help').".Replace("kubedirect kubedirect", "kubedirect", StringComparison.Ordinal));
    }

    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync($"kubedirect: {e.Message}");
    return 2;
}
catch (Exception e) when (e is KubeConfigException or LinkServerException or EmbeddedApiPortInUseException or ServerException)
{
    await Console.Error.WriteLineAsync($"kubedirect: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
#pragma warning disable CA1031 // Whoever runs the program gets a sentence; what it was in detail is in the log of who failed.
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"kubedirect: this is a defect: {e.Message}");
    return 70;
}
#pragma warning restore CA1031
