using System.Globalization;
using System.Text.Json;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Tracing;

/// <summary>
/// Writes one JSON line for each step that was taken, with its stage, input and outputs, and one for the beginning of each run of a stage.
/// </summary>
/// <remarks>
/// A line holds everything that <see cref="TraceReplay"/> needs to take the step again.
/// Thread-safe. Each line is written at once, so a process that is killed loses no earlier line.
/// If the file cannot be written any more (a full disk), the trace ends there and the stages go on.
/// </remarks>
public sealed class NdjsonTrace : IStepObserver, IDisposable
{
    private readonly object gate = new();
    private readonly Stream file;
    private readonly TimeProvider time;
    private readonly Action<string> failed;
    private readonly Dictionary<string, object> states = new(StringComparer.Ordinal);
    private long sequence;
    private bool ended;

    /// <summary>Appends to a file.</summary>
    /// <param name="path">The file. It is created if it does not exist.</param>
    /// <param name="time">The clock of the lines' times.</param>
    /// <param name="failed">Called once with one sentence if the trace had to end, on a stage's turn.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public NdjsonTrace(string path, TimeProvider time, Action<string> failed)
        : this(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0), time, failed)
    {
    }

    /// <summary>Writes to a stream, which is disposed with the trace.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="time">The clock of the lines' times.</param>
    /// <param name="failed">Called once with one sentence if the trace had to end, on a stage's turn.</param>
    public NdjsonTrace(Stream stream, TimeProvider time, Action<string> failed)
    {
        file = stream;
        this.time = time;
        this.failed = failed;
    }

    /// <inheritdoc/>
    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        if (!step.Taken)
        {
            return;
        }

        lock (gate)
        {
            if (!states.TryGetValue(stage, out var last) || !ReferenceEquals(last, before))
            {
                Append(stage, json => WriteBeginning(json, before));
            }

            states[stage] = step.State;
            Append(stage, json =>
            {
                TraceJson.Write(json, input);
                json.WriteStartArray("outputs");
                foreach (var output in step.Outputs)
                {
                    json.WriteStartObject();
                    TraceJson.Write(json, output);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }
    }

    /// <summary>Closes the file; later steps are not traced.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            file.Dispose();
        }
    }

    private static void WriteBeginning(Utf8JsonWriter json, IStageState state)
    {
        json.WriteString("action", TraceReplay.Beginning);
        json.WriteString("kind", StageCatalog.Of(state.Kind).Name);
        if (state.Incarnation is { } incarnation)
        {
            json.WriteString("incarnation", incarnation.ToString("x8", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteString("node", state.Node.Value);
        }
    }

    private void Append(string stage, Action<Utf8JsonWriter> fields)
    {
        if (ended)
        {
            return;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", ++sequence);
            json.WriteString("at", time.GetUtcNow());
            json.WriteString("stage", stage);
            fields(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        try
        {
            file.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (IOException e)
        {
            ended = true;
            failed($"The trace ends after {sequence - 1} lines, because its file cannot be written: {e.Message}");
        }
    }
}
