using System.Globalization;
using System.Text.Json;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Tracing;

/// <summary>Takes every step of a trace again, through the step functions, and compares the outputs with those in the trace.</summary>
/// <remarks>
/// Several traces may be given, one after the other, in any order. The traces of a chain whose stages are in several processes belong
/// together, because a message that one received must have been sent by another. Not thread-safe.
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

    /// <summary>Replays without an observer.</summary>
    public TraceReplay()
        : this(_ => { })
    {
    }

    /// <summary>Replays, and shows each step to an observer.</summary>
    internal TraceReplay(Action<ReplayedStep> observe) => this.observe = observe;

    /// <summary>Replays one trace.</summary>
    /// <param name="name">The name of the trace, for error messages.</param>
    /// <param name="trace">Its lines.</param>
    /// <exception cref="TraceRejectedException">It is rejected.</exception>
    public void Read(string name, TextReader trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var stages = new Dictionary<string, ReplayedStage>(StringComparer.Ordinal);
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
                    observe(
                        new ReplayedStep(
                            line.GetProperty("at").GetDateTimeOffset(),
                            stages[stage].Name,
                            Input: null,
                            [],
                            Changed: true,
                            stages[stage].Incarnation));
                }
                else
                {
                    Take(
                        stages.GetValueOrDefault(stage) ?? throw new JsonException($"{stage} takes a step before it begins."),
                        line,
                        new TracePosition(name, number));
                }

                lines++;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
                or FormatException or ArgumentException or OverflowException)
            {
                throw new TraceRejectedException(name, number, Why(e), e);
            }
        }
    }

    /// <summary>Verifies the messages, after the last trace, and reports what was replayed.</summary>
    /// <param name="complete">Whether the traces are of every stage. Then a message from a stage without a trace is an error, too.</param>
    /// <exception cref="TraceRejectedException">
    /// A message was received that was not sent, or not in this order; or there was no step at all.
    /// </exception>
    public TraceReport Finish(bool complete)
    {
        if (steps == 0)
        {
            throw new TraceRejectedException("The traces", lines, "No step is in them.");
        }

        var (received, unattributed) = messages.Verify(complete);
        return new TraceReport(lines, runs, steps, received, unattributed);
    }

    private void Take(ReplayedStage stage, JsonElement line, TracePosition position)
    {
        var input = TraceJson.ReadInput(line);
        if (!stage.LinksToNodes
            && input is (Connect { Link.Value: not "" } or LinkLost { Link.Value: not "" } or FromBelow { Link.Value: not "" }))
        {
            throw new JsonException("A stage with a single link below it has no name for it.");
        }

        var logged = line.GetProperty("outputs").EnumerateArray().Select(TraceJson.ReadOutput).ToArray();
        var (outputs, changed) = stage.Take(input) ?? throw new JsonException("The step function refuses this step.");
        for (var i = 0; i < Math.Max(logged.Length, outputs.Length); i++)
        {
            if (i >= logged.Length || i >= outputs.Length || !TraceJson.AreEqual(logged[i], outputs[i]))
            {
                var there = i < logged.Length ? TraceJson.ToText(logged[i]) : "missing";
                var expected = i < outputs.Length ? TraceJson.ToText(outputs[i]) : "that there is none";
                throw new JsonException($"Output {i + 1} is {there}, but the step function says {expected}.");
            }
        }

        messages.Note(stage.Name, input, outputs, position, stage.Incarnation);
        observe(new ReplayedStep(line.GetProperty("at").GetDateTimeOffset(), stage.Name, input, outputs, changed, stage.Incarnation));
        steps++;
    }

    // The sentences of the library speak of its parser.
    private static string Why(Exception e) => e switch
    {
        KeyNotFoundException => "It lacks a field that every line of a trace has.",
        JsonException { Path: null, LineNumber: not null } => "It is no JSON.",
        JsonException { Path: not null } or InvalidOperationException or FormatException or OverflowException =>
            "A field of it has a value that no trace has there.",
        _ => e.Message,
    };

    // A process numbers its lines from 1. Another process that appends to the file begins at 1 again.
    private static long Next(JsonElement line, long last, bool begins)
    {
        var sequence = line.GetProperty("seq").GetInt64();
        return sequence == last + 1 || (sequence == 1 && begins)
            ? sequence
            : throw new JsonException($"It has the number {sequence}, but follows {last}.");
    }

    private static ReplayedStage Begin(JsonElement line)
    {
        var kind = line.GetProperty("kind").GetString();
        var entry = StageCatalog.Find(kind) ?? throw new JsonException($"There is no stage of the kind '{kind}'.");
        if (entry.IsOnNodes)
        {
            return new ReplayedStage(entry, entry.Initial(0, new NodeName(line.GetProperty("node").GetString() ?? "")));
        }

        var incarnation = ulong.Parse(
            line.GetProperty("incarnation").GetString() ?? "",
            NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
        return new ReplayedStage(entry, entry.Initial(incarnation, NodeName.None));
    }

    /// <summary>A stage whose run is replayed.</summary>
    private sealed class ReplayedStage(StageEntry entry, IStageState initial)
    {
        private IStageState state = initial;

        /// <summary>Its kind, or its node.</summary>
        public string Name => entry.IsOnNodes ? state.Node.Value : entry.Name;

        public ulong? Incarnation => state.Incarnation;

        /// <summary>Whether it has a link below for each node.</summary>
        public bool LinksToNodes => entry.LinksToNodes;

        /// <summary>Takes a step. Returns the outputs, and whether the state changed; null if the step is refused.</summary>
        public (Output[] Outputs, bool Changed)? Take(Input input)
        {
            var before = state;
            var step = entry.Stage.Apply(before, input);
            state = step.State;
            return step.Taken ? ([.. step.Outputs], !ReferenceEquals(before, state)) : null;
        }
    }
}
