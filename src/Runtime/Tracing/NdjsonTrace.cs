using System.Text.Json;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>Writes one JSON line for each step that was taken: which stage, which input, which outputs, and of which Pods.</summary>
/// <remarks>
/// Thread-safe. A line is whole once it is written: a process that is killed loses none of the lines before.
/// When the file takes no more, a full disk for instance, the trace ends there and the stages go on.
/// </remarks>
public sealed class NdjsonTrace : IStepObserver, IDisposable
{
    private readonly object gate = new();
    private readonly Stream file;
    private readonly TimeProvider time;
    private readonly Action<string> failed;
    private long sequence;
    private bool ended;

    /// <summary>Appends to a file.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="time">The clock of the lines' times.</param>
    /// <param name="failed">Told once, in a sentence, if the trace had to end; called on a stage's turn.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public NdjsonTrace(string path, TimeProvider time, Action<string> failed)
    {
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        this.time = time;
        this.failed = failed;
    }

    /// <inheritdoc/>
    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class
    {
        if (!step.Taken)
        {
            return;
        }

        using var buffer = new MemoryStream();
        lock (gate)
        {
            if (ended)
            {
                return;
            }

            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteNumber("seq", ++sequence);
                json.WriteString("at", time.GetUtcNow());
                json.WriteString("stage", stage);
                TraceText.Write(json, input);
                json.WriteStartArray("outputs");
                foreach (var output in step.Outputs)
                {
                    json.WriteStartObject();
                    TraceText.Write(json, output);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
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
                failed($"The trace ends after {sequence - 1} steps, because its file cannot be written: {e.Message}");
            }
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
}
