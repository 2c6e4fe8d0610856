using System.CommandLine;
using KubeDirect.Runtime;

namespace KubeDirect.Cli;

/// <summary><c>kubedirect replay</c>: takes the steps of traces again, and says whether they are those of the step functions.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var traces = new Argument<string[]>("trace") { Description = "Files that --trace wrote. Those of a chain in several processes belong together.", Arity = ArgumentArity.OneOrMore };
        var partial = new Option<bool>("--partial") { Description = "Some stages have no trace: accept what others received from them." };
        var command = new Command("replay", "Take the steps of traces again: each must have the outputs that were logged, and each message received must have been sent.") { traces, partial };
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
                Console.WriteLine($"{report.Steps} steps of {report.Runs} runs of stages are those of the step functions; of {report.Received} messages received, {report.Received - report.Unattributed} were sent in that epoch and order{(report.Unattributed > 0 ? $", and {report.Unattributed} are of stages without a trace" : "")}.");
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
}
