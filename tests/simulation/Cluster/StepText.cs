using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>A step as one line, in the words of the runtime's own traces.</summary>
internal static class StepText
{
    public static string Of(Input input, ImmutableArray<Output> outputs, bool taken)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            TraceJson.Write(json, input);
            if (!taken)
            {
                json.WriteBoolean("taken", false);
            }

            if (!outputs.IsDefaultOrEmpty)
            {
                json.WriteStartArray("out");
                foreach (var output in outputs)
                {
                    json.WriteStartObject();
                    TraceJson.Write(json, output);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
