using System.Text.Json;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>Writes one JSON line for each step that was taken: which stage, which input, which outputs, and of which Pods.</summary>
/// <remarks>Thread-safe. A line is whole once it is written: a process that is killed loses none of the lines before.</remarks>
public sealed class NdjsonTrace : IStepObserver, IDisposable
{
    private readonly object gate = new();
    private readonly Stream file;
    private readonly TimeProvider time;
    private long sequence;

    /// <summary>Appends to a file.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="time">The clock of the lines' times.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public NdjsonTrace(string path, TimeProvider time)
    {
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        this.time = time;
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
            file.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();
}
