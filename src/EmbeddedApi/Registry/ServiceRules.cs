using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;

namespace KubeDirect.EmbeddedApi.Registry;

/// <summary>What the API does with a Service: defaults and a cluster address. Safe from any thread.</summary>
internal sealed class ServiceRules
{
    private const int BitsPerOctet = 8;
    private const int OctetMask = 0xFF;

    // The first address below 10.96.0.0/12 belongs to the API's own Service in a real cluster, so counting starts after it.
    private int lastAddress = (10 << 24) + (96 << 16) + 1;

    public void Prepare(JsonObject body, JsonObject? current)
    {
        var spec = body.Ensure("spec");
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        spec.Default("internalTrafficPolicy", "Cluster");
        foreach (var port in spec.ArrayAt("ports").Objects("ports"))
        {
            port.Default("protocol", "TCP");
            if (port["port"] is { } number)
            {
                port.Default("targetPort", number.DeepClone());
            }
        }

        if (spec.TextAt("type") is not "ExternalName" && spec.TextAt("clusterIP") is not { Length: > 0 })
        {
            spec["clusterIP"] = current?.ObjectAt("spec")?.TextAt("clusterIP") ?? NextAddress();
        }

        if (spec.TextAt("clusterIP") is { Length: > 0 } address)
        {
            spec["clusterIPs"] = new JsonArray(address);
            spec.Default("ipFamilies", new JsonArray("IPv4"));
            spec.Default("ipFamilyPolicy", "SingleStack");
        }

        if (current is null)
        {
            body["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        }
    }

    private string NextAddress()
    {
        var address = Interlocked.Increment(ref lastAddress);
        return string.Join('.', Enumerable.Range(0, 4).Select(octet => (address >> (BitsPerOctet * (3 - octet))) & OctetMask));
    }
}
