using System.Text;
using KubeDirect.StateMachine;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>The log of all stages of one schedule, and its replay through the step functions.</summary>
internal sealed class Logs : IStepObserver
{
    private const int Gap = 5;
    private static readonly AsyncLocal<Logs?> Current = new();
    private readonly MemoryStream lines = new();
    private readonly NdjsonTrace trace;
    private readonly bool lacksStep;
    private int seen;

    private Logs(bool lacksStep)
    {
        this.lacksStep = lacksStep;
        trace = new NdjsonTrace(lines, TimeProvider.System, why => Specification.Assert(false, why));
    }

    /// <summary>Runs a scenario and takes every step that its stages logged once more.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="lacksStep">A canary: the log lacks its fifth step.</param>
    /// <param name="keep">Where logs are kept; null if they are not.</param>
    /// <returns>How many steps were taken again, and how many messages had been received in the order
    /// in which they were sent. A log that does not hold is a failure of the schedule.</returns>
    public static async Task<TraceReport> ReplayAsync(Func<Task> scenario, bool lacksStep, ICollection<byte[]>? keep = null)
    {
        var logs = new Logs(lacksStep);
        Current.Value = logs;
        await scenario();
        if (logs.lines.Length == 0)
        {
            return new TraceReport(0, 0, 0, 0, 0); // All were stopped before their first step.
        }

        keep?.Add(logs.lines.ToArray());
        var replay = new TraceReplay();
        try
        {
            using var reader = new StreamReader(new MemoryStream(logs.lines.ToArray()), Encoding.UTF8);
            replay.Read("log", reader);

            // Scenarios that say what is wanted in place of a stage send messages that nobody logs.
            return replay.Finish(complete: false);
        }
        catch (TraceRejectedException e)
        {
            Specification.Assert(false, e.Message);
            throw;
        }
    }

    /// <summary>Whether the scenario that runs is logged.</summary>
    public static bool AreKept => Current.Value is not null;

    /// <summary>What observes a stage: those that are given, and the log if there is one.</summary>
    public static IReadOnlyList<IStepObserver> With(params IStepObserver[] observers) =>
        Current.Value is { } logs ? [.. observers, logs] : observers;

    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        if (!lacksStep || Interlocked.Increment(ref seen) != Gap)
        {
            trace.OnStep(stage, before, input, step);
        }
    }
}
