using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace KubeDirect.Tests.Refinement.Graphs;

/// <summary>A state graph in its compact form: for each state its fingerprint and the sum of its edges' fingerprints.</summary>
/// <remarks>The file is a line of JSON, then 12 bytes for each state, sorted, big-endian.</remarks>
internal sealed class GraphFile(GraphHead head, Dictionary<ulong, uint> states)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public GraphHead Head { get; } = head;

    /// <summary>By state: the sum of its edges.</summary>
    public Dictionary<ulong, uint> States { get; } = states;

    public static GraphFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = Array.IndexOf(bytes, (byte)'\n');
        var head = JsonSerializer.Deserialize<GraphHead>(bytes.AsSpan(0, end), Options)
            ?? throw new FormatException($"{path} has no head.");
        var states = new Dictionary<ulong, uint>(head.States);
        var rest = bytes.AsSpan(end + 1);
        for (; rest.Length >= 12; rest = rest[12..])
        {
            states.Add(BinaryPrimitives.ReadUInt64BigEndian(rest), BinaryPrimitives.ReadUInt32BigEndian(rest[8..]));
        }

        return rest.IsEmpty && states.Count == head.States
            ? new GraphFile(head, states)
            : throw new FormatException($"{path} is not whole.");
    }

    public void Write(string path)
    {
        using var file = File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Head, Options) + "\n"));
        var record = new byte[12];
        foreach (var (state, edges) in States.OrderBy(pair => pair.Key))
        {
            BinaryPrimitives.WriteUInt64BigEndian(record, state);
            BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(8), edges);
            file.Write(record);
        }
    }
}
