using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>
/// Writes objects as canonical JSON: two texts are equal if and only if Kubernetes takes the objects for semantically equal.
/// </summary>
/// <remarks>
/// Members are sorted by name. Null and empty lists are left out, because Kubernetes does not distinguish them. Defaults are not filled in:
/// both objects come from the API server, which has done that.
/// </remarks>
internal static class TemplateJson
{
    /// <summary>A Pod template, without the label <c>pod-template-hash</c> that controllers add.</summary>
    public static string OfTemplate(V1PodTemplateSpec template)
    {
        var labels = template.Metadata?.Labels;
        if (labels is not null && labels.ContainsKey(Names.PodTemplateHashLabel))
        {
            labels = labels.Where(label => label.Key != Names.PodTemplateHashLabel).ToDictionary(StringComparer.Ordinal);
            template = template with { Metadata = template.Metadata! with { Labels = labels } };
        }

        return Of(template);
    }

    /// <summary>Any object of the API.</summary>
    public static string Of(object value)
    {
        using var document = JsonDocument.Parse(KubernetesJson.Serialize(value));
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, document.RootElement);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var members = value.EnumerateObject().Where(member => !IsEmpty(member.Value));
                foreach (var member in members.OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <remarks>An object with only empty members is kept, because <c>emptyDir: {}</c> has a meaning.</remarks>
    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };
}
