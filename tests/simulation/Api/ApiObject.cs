using System.Text.Json.Nodes;

namespace KubeDirect.Tests.Simulation.Api;

/// <summary>One version of one object.</summary>
internal sealed class ApiObject
{
    public ApiObject(string collection, JsonObject body)
    {
        Collection = collection;
        Body = body;
        var metadata = body["metadata"]!.AsObject();
        Name = (string)metadata["name"]!;
        Uid = (string?)metadata["uid"] ?? "";
        Version = long.Parse((string)metadata["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture);
        Json = body.ToJsonString();
    }

    /// <summary>Plural name of the kind.</summary>
    public string Collection { get; }

    public string Name { get; }

    public string Uid { get; }

    public long Version { get; }

    /// <summary>Not to be changed.</summary>
    public JsonObject Body { get; }

    public string Json { get; }

    public JsonObject Metadata => Body["metadata"]!.AsObject();

    /// <summary>Whether it is the chain's.</summary>
    public bool IsManaged => (string?)Metadata["labels"]?["kubedirect.dev/managed"] == "true";

    public bool Deleting => Metadata["deletionTimestamp"] is not null;

    public string NodeName => (string?)Body["spec"]?["nodeName"] ?? "";

    public string Phase => (string?)Body["status"]?["phase"] ?? "";

    /// <summary>What its template, or that of the Pod's owner, is called in the workload; empty if it is none of the workload's.</summary>
    public string Template => (string?)(Body["spec"]?["template"]?["metadata"] ?? Metadata)["labels"]?["app"] ?? "";

    /// <summary>UID of what controls it; empty if nothing does.</summary>
    public string OwnerUid => (string?)Metadata["ownerReferences"]?[0]?["uid"] ?? "";

    /// <summary>Whether selectors of the few forms that the chain uses select it.</summary>
    public bool Matches(string labels, string fields)
    {
        if (labels.Length > 0)
        {
            var unequal = labels.Contains("!=", StringComparison.Ordinal);
            var parts = labels.Split(unequal ? "!=" : "=");
            if (((string?)Metadata["labels"]?[parts[0]] == parts[1]) == unequal)
            {
                return false;
            }
        }

        return fields.Length == 0 || fields == $"metadata.name={Name}"
            || (fields.StartsWith("spec.nodeName=", StringComparison.Ordinal) && NodeName == fields["spec.nodeName=".Length..]);
    }
}
