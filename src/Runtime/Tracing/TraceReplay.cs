using System.Globalization;
using System.Text.Json;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>What a replay found, if it found nothing wrong.</summary>
/// <param name="Lines">How many lines were read; all of them were replayed.</param>
/// <param name="Runs">How many runs of stages they are of.</param>
/// <param name="Steps">How many steps were taken again, each with the outputs that its line says.</param>
/// <param name="Received">How many messages were received; each was sent by the peer in that epoch, in that order.</param>
/// <param name="Unattributed">How many messages were received from stages whose trace was not given.</param>
public sealed record TraceReport(int Lines, int Runs, int Steps, int Received, int Unattributed);

/// <summary>A trace is not one of this chain: a line is no line, or a step is not what the step function does, or a message was never sent.</summary>
public sealed class TraceRejectedException : Exception
{
    internal TraceRejectedException(string trace, int line, string why, Exception? inner = null)
        : base($"{trace}, line {line}: {why}", inner)
    {
    }
}

/// <summary>Takes every step of a trace again, through the step functions, and compares what comes out with what the trace says.</summary>
/// <remarks>
/// Several traces may be given, one after the other, in any order: those of a chain whose stages are in several processes belong
/// together, since a message that one received must have been sent by another. Not thread-safe.
/// </remarks>
public sealed class TraceReplay
{
    /// <summary>The action of a line that begins a run of a stage.</summary>
    internal const string Beginning = "Begin";

    private readonly TraceMessages messages = new();
    private readonly Action<ReplayedStep> observe;
    private readonly HashSet<ulong> begun = [];
    private int lines;
    private int runs;
    private int steps;

    /// <summary>Replays and no more.</summary>
    public TraceReplay()
        : this(_ => { })
    {
    }

    /// <summary>Replays, and shows each step to somebody.</summary>
    internal TraceReplay(Action<ReplayedStep> observe) => this.observe = observe;

    /// <summary>Replays one trace.</summary>
    /// <param name="name">What to call it where it is rejected.</param>
    /// <param name="trace">Its lines.</param>
    /// <exception cref="TraceRejectedException">It is rejected.</exception>
    public void Read(string name, TextReader trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var stages = new Dictionary<string, IReplayedStage>(StringComparer.Ordinal);
        var sequence = 0L;
        for (var number = 1; trace.ReadLine() is { } text; number++)
        {
            try
            {
                using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
                var line = document.RootElement;
                var begins = line.GetProperty("action").ValueEquals(Beginning);
                sequence = Next(line, sequence, begins);
                var stage = line.GetProperty("stage").GetString() ?? throw new JsonException("It names no stage.");
                if (begins)
                {
                    stages[stage] = Begin(line);
                    if (stages[stage].Incarnation is { } incarnation && !begun.Add(incarnation))
                    {
                        throw new JsonException("This run has begun before.");
                    }

                    runs++;
                    observe(new ReplayedStep(line.GetProperty("at").GetDateTimeOffset(), stages[stage].Name, Input: null, [], Changed: true, stages[stage].Incarnation));
                }
                else
                {
                    Take(stages.GetValueOrDefault(stage) ?? throw new JsonException($"{stage} takes a step before it begins."), line, new TracePlace(name, number));
                }

                lines++;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
            {
                throw new TraceRejectedException(name, number, Why(e), e);
            }
        }
    }

    /// <summary>Says what was found, after the last trace.</summary>
    /// <param name="complete">Whether the traces are of every stage: then a message from a stage without one is an error, too.</param>
    /// <exception cref="TraceRejectedException">A message was received that was not sent, or not in this order; or there was no step at all.</exception>
    public TraceReport Finish(bool complete)
    {
        if (steps == 0)
        {
            throw new TraceRejectedException("The traces", lines, "No step is in them.");
        }

        var (received, unattributed) = messages.Verify(complete);
        return new TraceReport(lines, runs, steps, received, unattributed);
    }

    private void Take(IReplayedStage stage, JsonElement line, TracePlace place)
    {
        var input = TraceJson.ReadInput(line);
        if (!stage.HasNodes && input is (Connect { Link.Value: not "" } or LinkLost { Link.Value: not "" } or FromBelow { Link.Value: not "" }))
        {
            throw new JsonException("A stage with a single link below it has no name for it.");
        }

        var logged = line.GetProperty("outputs").EnumerateArray().Select(TraceJson.ReadOutput).ToArray();
        var (outputs, changed) = stage.Take(input) ?? throw new JsonException("The step function refuses this step.");
        for (var i = 0; i < Math.Max(logged.Length, outputs.Length); i++)
        {
            if (i >= logged.Length || i >= outputs.Length || !TraceJson.AreEqual(logged[i], outputs[i]))
            {
                throw new JsonException($"Output {i + 1} is {(i < logged.Length ? TraceJson.ToText(logged[i]) : "missing")}, but the step function says {(i < outputs.Length ? TraceJson.ToText(outputs[i]) : "that there is none")}.");
            }
        }

        messages.Note(stage.Name, input, outputs, place, stage.Incarnation);
        observe(new ReplayedStep(line.GetProperty("at").GetDateTimeOffset(), stage.Name, input, outputs, changed, stage.Incarnation));
        steps++;
    }

    // Sentences of our own where the library's speak of its parser.
    private static string Why(Exception e) => e switch
    {
        KeyNotFoundException => "It lacks a field that every line of a trace has.",
        JsonException { Path: null, LineNumber: not null } => "It is no JSON.",
        JsonException { Path: not null } or InvalidOperationException or FormatException or OverflowException => "A field of it has a value that no trace has there.",
        _ => e.Message,
    };

    // Lines are numbered by whoever wrote them; another process that appends begins at 1 again.
    private static long Next(JsonElement line, long last, bool begins)
    {
        var sequence = line.GetProperty("seq").GetInt64();
        return sequence == last + 1 || (sequence == 1 && begins) ? sequence : throw new JsonException($"It has the number {sequence}, but follows {last}.");
    }

    private static IReplayedStage Begin(JsonElement line)
    {
        var kind = line.GetProperty("kind").GetString();
        if (kind == "Kubelet")
        {
            // How many requests may be in flight is policy, which is not replayed.
            var node = line.GetProperty("node").GetString() ?? "";
            return new ReplayedStage<KubeletState>(node, new KubeletStage(maxRequests: 1), KubeletState.Initial(new NodeName(node)), Incarnation: null);
        }

        var incarnation = ulong.Parse(line.GetProperty("incarnation").GetString() ?? "", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return kind switch
        {
            "Autoscaler" => new ReplayedStage<AutoscalerState>(kind, new AutoscalerStage(), AutoscalerState.Initial(incarnation), incarnation),
            "Deployment" => new ReplayedStage<DeploymentState>(kind, new DeploymentStage(), DeploymentState.Initial(incarnation), incarnation),
            "ReplicaSet" => new ReplayedStage<ReplicaSetState>(kind, new ReplicaSetStage(), ReplicaSetState.Initial(incarnation), incarnation),
            "Scheduler" => new ReplayedStage<SchedulerState>(kind, new SchedulerStage(), SchedulerState.Initial(incarnation), incarnation),
            _ => throw new JsonException($"There is no stage of the kind '{kind}'."),
        };
    }

    private interface IReplayedStage
    {
        /// <summary>Its kind, or its node.</summary>
        string Name { get; }

        ulong? Incarnation { get; }

        /// <summary>Whether it has a link below for each node.</summary>
        bool HasNodes { get; }

        /// <summary>The outputs, and whether it remembers anything else than before; null if the step is refused.</summary>
        (Output[] Outputs, bool Changed)? Take(Input input);
    }

    private sealed record ReplayedStage<TState>(string Name, IStage<TState> Stage, TState Initial, ulong? Incarnation) : IReplayedStage
        where TState : class
    {
        private TState state = Initial;

        public bool HasNodes => Initial is SchedulerState;

        public (Output[] Outputs, bool Changed)? Take(Input input)
        {
            var before = state;
            var step = Stage.Apply(before, input);
            state = step.State;
            return step.Taken ? ([.. step.Outputs], !ReferenceEquals(before, state)) : null;
        }
    }
}

/// <summary>A step that was replayed, or the beginning of a run.</summary>
/// <param name="At">When.</param>
/// <param name="Stage">The stage's kind, or the Kubelet's node.</param>
/// <param name="Input">What it took; null where a run begins.</param>
/// <param name="Outputs">What came of it.</param>
/// <param name="Changed">Whether its memory changed.</param>
/// <param name="Incarnation">Of its run, if it has one.</param>
internal sealed record ReplayedStep(DateTimeOffset At, string Stage, Input? Input, IReadOnlyList<Output> Outputs, bool Changed, ulong? Incarnation);
