using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Tracing;

/// <summary>
/// Writes inputs and outputs as JSON and reads them back unchanged. The fields are those of the types. A message that arrives is named
/// after its action.
/// </summary>
internal static class TraceJson
{
    private const string Above = "above";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters =
        {
            new JsonStringEnumConverter(allowIntegerValues: false),
            new IdentityConverter<ScaleKey>(key => key.Value, text => new ScaleKey(text)),
            new IdentityConverter<NodeName>(node => node.Value, text => new NodeName(text)),
            new IdentityConverter<PodId>(pod => pod.ToString(), ParsePod),
            new IdentityConverter<Epoch>(epoch => epoch.ToString(), ParseEpoch),
        },
    };

    // The fields of a line that are not part of the input.
    private static readonly FrozenSet<string> Around = FrozenSet.Create("seq", "at", "stage", "outputs");

    private static readonly FrozenDictionary<string, Type> Inputs = Family<Input>();
    private static readonly FrozenDictionary<string, Type> Outputs = Family<Output>();
    private static readonly FrozenDictionary<string, Type> Messages = Family<Message>();

    /// <summary>Writes the fields of an input into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, Input input)
    {
        switch (input)
        {
            case FromAbove above:
                WriteMessage(json, "action", "Recv", Above, above.Message);
                break;
            case FromBelow below:
                WriteMessage(json, "action", "Recv", below.Link.ToString(), below.Message);
                break;
            case Connect connect:
                WriteLink(json, nameof(Connect), connect.Link);
                break;
            case LinkLost lost:
                WriteLink(json, nameof(LinkLost), lost.Link);
                break;
            default:
                json.WriteString("action", input.GetType().Name);
                WriteFields(json, input);
                break;
        }
    }

    /// <summary>Writes the fields of an output into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, Output output)
    {
        switch (output)
        {
            case SendUp up:
                WriteMessage(json, "send", "", Above, up.Message);
                break;
            case SendDown down:
                WriteMessage(json, "send", "", down.Link.ToString(), down.Message);
                break;
            default:
                json.WriteString("effect", output.GetType().Name);
                WriteFields(json, output);
                break;
        }
    }

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter, Input)"/> wrote. Other fields are an error.</summary>
    /// <exception cref="JsonException">It is no input, or it has other fields.</exception>
    public static Input ReadInput(JsonElement line)
    {
        if (HasNull(line))
        {
            throw new JsonException("A field is null; fields without a value are left out.");
        }

        var input = ReadFieldsOfInput(line);
        using var written = JsonDocument.Parse(ToText(input));
        foreach (var field in line.EnumerateObject().Where(field => !Around.Contains(field.Name)))
        {
            if (!written.RootElement.TryGetProperty(field.Name, out var value) || !JsonElement.DeepEquals(value, field.Value))
            {
                throw new JsonException($"'{field.Name}' is not as it is written.");
            }
        }

        return input;
    }

    private static Input ReadFieldsOfInput(JsonElement line)
    {
        var action = Text(line, "action");
        if (action.StartsWith("Recv", StringComparison.Ordinal))
        {
            var message = (Message)ReadFields(line, Find(Messages, action[4..]));
            return Text(line, "link") is var link && link == Above ? new FromAbove(message) : new FromBelow(ParseLink(link), message);
        }

        return action switch
        {
            nameof(Connect) => new Connect(ParseLink(Text(line, "link"))),
            nameof(LinkLost) => new LinkLost(ParseLink(Text(line, "link"))),
            _ => (Input)ReadFields(line, Find(Inputs, action)),
        };
    }

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter, Output)"/> wrote.</summary>
    /// <exception cref="JsonException">It is no output.</exception>
    public static Output ReadOutput(JsonElement output)
    {
        if (!output.TryGetProperty("send", out _))
        {
            return (Output)ReadFields(output, Find(Outputs, Text(output, "effect")));
        }

        var message = (Message)ReadFields(output, Find(Messages, Text(output, "send")));
        return Text(output, "link") is var link && link == Above ? new SendUp(message) : new SendDown(ParseLink(link), message);
    }

    /// <summary>
    /// Whether two inputs, outputs or messages are equal. The equality of records would compare their arrays by reference.
    /// </summary>
    public static bool AreEqual(object a, object b) =>
        a.GetType() == b.GetType()
        && (a, b) switch
        {
            (SendUp x, SendUp y) => AreEqual(x.Message, y.Message),
            (SendDown x, SendDown y) => x.Link == y.Link && AreEqual(x.Message, y.Message),
            _ => a.Equals(b) || ToText(a) == ToText(b),
        };

    /// <summary>An input, an output or a message on one line.</summary>
    public static string ToText(object value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            switch (value)
            {
                case Output output:
                    Write(json, output);
                    break;
                case Input input:
                    Write(json, input);
                    break;
                default:
                    json.WriteString("message", value.GetType().Name);
                    WriteFields(json, value);
                    break;
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteMessage(Utf8JsonWriter json, string kind, string prefix, string link, Message message)
    {
        json.WriteString(kind, prefix + message.GetType().Name);
        json.WriteString("link", link);
        WriteFields(json, message);
    }

    private static void WriteLink(Utf8JsonWriter json, string action, LinkId link)
    {
        json.WriteString("action", action);
        json.WriteString("link", link.ToString());
    }

    private static void WriteFields(Utf8JsonWriter json, object value)
    {
        foreach (var property in Options.GetTypeInfo(value.GetType()).Properties)
        {
            if (property.Get?.Invoke(value) is { } field)
            {
                json.WritePropertyName(property.Name);
                JsonSerializer.Serialize(json, field, property.PropertyType, Options);
            }
        }
    }

    // Only the fields of the type itself: the line has other fields, too.
    private static object ReadFields(JsonElement line, Type type)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in Options.GetTypeInfo(type).Properties)
            {
                if (line.TryGetProperty(property.Name, out var field))
                {
                    json.WritePropertyName(property.Name);
                    field.WriteTo(json);
                }
                else if (!property.IsGetNullable)
                {
                    throw new JsonException($"A {type.Name} has no '{property.Name}'.");
                }
            }

            json.WriteEndObject();
        }

        return JsonSerializer.Deserialize(buffer.ToArray(), type, Options)!;
    }

    private static bool HasNull(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.EnumerateArray().Any(HasNull),
        JsonValueKind.Object => value.EnumerateObject().Any(field => HasNull(field.Value)),
        _ => false,
    };

    private static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
            ? field.GetString()!
            : throw new JsonException($"It has no '{name}'.");

    private static Type Find(FrozenDictionary<string, Type> family, string name) =>
        family.TryGetValue(name, out var type) ? type : throw new JsonException($"'{name}' is unknown.");

    private static FrozenDictionary<string, Type> Family<T>() =>
        typeof(T)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(T)))
            .ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static LinkId ParseLink(string text) => text == LinkId.Only.ToString() ? LinkId.Only : new LinkId(text);

    private static PodId ParsePod(string text) => text.LastIndexOf('-') is > 0 and var hyphen
        ? new PodId(new ScaleKey(text[..hyphen]), text[(hyphen + 1)..])
        : throw new JsonException($"'{text}' is not a Pod.");

    private static Epoch ParseEpoch(string text) =>
        text == Epoch.None.ToString() ? Epoch.None
        : text.Split('.') is [var incarnation, var counter]
            && ulong.TryParse(incarnation, System.Globalization.NumberStyles.HexNumber, provider: null, out var number)
            && uint.TryParse(counter, out var count)
            ? new Epoch(number, count)
            : throw new JsonException($"'{text}' is not an epoch.");

    /// <summary>An identity as its text, as a value and as a key.</summary>
    private sealed class IdentityConverter<T>(Func<T, string> write, Func<string, T> read) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetString() ?? throw new JsonException($"A {typeof(T).Name} is missing."));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(write(value));
    }
}
