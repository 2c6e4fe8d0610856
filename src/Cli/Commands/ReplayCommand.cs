using System.CommandLine;

namespace KubeDirect.Cli.Commands;

/// <summary><c>kubedirect replay</c>: takes the steps of traces again, and compares their outputs with the logged ones.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var traces = new Argument<string[]>("trace")
        {
            Description = "Files that --trace wrote. Give all files of a chain that ran in several processes.",
            Arity = ArgumentArity.OneOrMore,
        };
        var partial = new Option<bool>("--partial")
        {
            Description = "Some stages have no trace: accept what other stages received from them.",
        };
        var command = new Command(
            "replay",
            "Take the steps of traces again. Each step must have the logged outputs, and each received message must have been sent.")
        {
            traces, partial,
        };
        command.SetAction(parsed =>
        {
            try
            {
                var replay = new TraceReplay();
                foreach (var path in parsed.GetValue(traces)!)
                {
                    using var reader = new StreamReader(CommonOptions.NamedFile("A replay", path));
                    replay.Read(path, reader);
                }

                var report = replay.Finish(complete: !parsed.GetValue(partial));
                Console.WriteLine(Text(report.Steps, report.Runs, report.Received, report.Unattributed));
                return 0;
            }
            catch (TraceRejectedException e)
            {
                Console.Error.WriteLine($"kubedirect: rejected: {e.Message}");
                return 1;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"The trace cannot be read: {e.Message}");
            }
        });
        return command;
    }

    /// <summary>The sentences that report a replay without a difference.</summary>
    /// <param name="steps">Steps that were taken again.</param>
    /// <param name="runs">Runs of stages that the steps belong to.</param>
    /// <param name="received">Messages that the stages received.</param>
    /// <param name="unattributed">How many of these messages came from stages without a trace.</param>
    public static string Text(long steps, long runs, long received, long unattributed)
    {
        var sent = received - unattributed;
        return $"{Counted.Text(steps, "step")} of {Counted.Text(runs, "run")} of stages {(steps == 1 ? "is that" : "are those")} "
            + $"of the step functions. Of {Counted.Text(received, "received message")}, {sent} {(sent == 1 ? "was" : "were")} "
            + $"sent in that epoch and order{(unattributed == 0 ? "." : $", and {unattributed} came from stages without a trace.")}";
    }
}
