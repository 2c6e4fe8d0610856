using System.Text;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Oracles;

/// <summary>Replayed: the log of every process, taken again through the step functions,
/// gives what was logged, and what was received had been sent, in that order.</summary>
/// <param name="loop">Tells the time.</param>
/// <param name="gaps">A canary: of each log, a step is missing.</param>
internal sealed class TraceOracle(SimLoop loop, bool gaps)
{
    private readonly List<(string Process, MemoryStream Lines)> traces = [];

    /// <summary>What writes the log of one run of a process.</summary>
    public IStepObserver Of(SimProcess process)
    {
        var lines = new MemoryStream();
        traces.Add((process.Name, lines));
        var trace = new NdjsonTrace(lines, process.Time, why => throw new SimulationException(why));
        return gaps ? new Gap(trace) : trace;
    }

    /// <summary>What the replay refuses, in a sentence that begins with the property's name; null if nothing.</summary>
    /// <param name="faults">What was injected: where messages were repeated or came late, their order is not judged.</param>
    /// <param name="steps">How many steps were taken again.</param>
    public string? Judge(FaultCounts faults, out int steps)
    {
        var taken = 0;
        steps = 0;
        var replay = new TraceReplay(_ => taken++);
        try
        {
            foreach (var (process, lines) in traces.Where(trace => trace.Lines.Length > 0))
            {
                using var reader = new StreamReader(new MemoryStream(lines.GetBuffer(), 0, (int)lines.Length), Encoding.UTF8);
                replay.Read(process, reader);
            }

            steps = taken;
            if (faults[FaultClass.DuplicateAcrossReconnection] + faults[FaultClass.ReorderAcrossReconnection]
                + faults[FaultClass.LateMessageOfOldEpoch] == 0)
            {
                replay.Finish(complete: true);
            }

            return null;
        }
        catch (TraceRejectedException e)
        {
            return $"Replayed: {e.Message} (at {loop.Now.TotalSeconds:0} s)";
        }
    }

    private sealed class Gap(IStepObserver trace) : IStepObserver
    {
        private const int Missing = 5;
        private int steps;

        public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
            where TState : class, IStageState
        {
            if (++steps != Missing)
            {
                trace.OnStep(stage, before, input, step);
            }
        }
    }
}
