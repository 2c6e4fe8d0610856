using System.CommandLine;
using KubeDirect.Cli;
using KubeDirect.Cli.Commands;
using KubeDirect.EmbeddedApi;
using KubeDirect.Kubernetes.Client;

var root = new RootCommand(
    "KubeDirect.Verified: the controllers on the critical path of a FaaS platform, which pass their decisions directly to each other.")
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
    // A value that begins with @ is a value, and names no file of arguments.
    var parsed = root.Parse(ConfigurationFile.Expand(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
    if (parsed.Errors.Count > 0)
    {
        var command = parsed.CommandResult.Command;
        throw new UsageException(parsed.UnmatchedTokens.Count > 0 && command == root
            ? $"'{parsed.UnmatchedTokens[0]}' is not a command (see 'kubedirect --help')."
            : $"{parsed.Errors[0].Message.TrimEnd('.')} (see 'kubedirect {(command == root ? "" : command.Name + " ")}--help').");
    }

    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
    });
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
#pragma warning disable CA1031 // A user gets one sentence and no stack trace, whatever fails.
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"kubedirect: this is a defect: {e.Message}");
    return 70;
}
#pragma warning restore CA1031
