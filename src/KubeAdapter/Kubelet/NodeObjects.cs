using System.Globalization;
using System.Runtime.InteropServices;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Makes the Node object of an agent, and compares it with the one at the API server. Pure.</summary>
internal static class NodeObjects
{
    /// <summary>The labels that every node has, and those of the options.</summary>
    public static Dictionary<string, string> Labels(NodeAgentOptions options) => new(options.Labels, StringComparer.Ordinal)
    {
        ["kubernetes.io/hostname"] = options.Name,
        ["kubernetes.io/os"] = "linux",
        ["kubernetes.io/arch"] = Architecture,
        [Names.NodeLabel] = Names.ManagedValue,
    };

    public static Dictionary<string, string> Annotations(NodeAgentOptions options) => options.LinkAddress is null
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal) { [Names.LinkAddressAnnotation] = options.LinkAddress };

    public static V1Taint ChainTaint { get; } = new() { Key = Names.NodeTaintKey, Effect = Names.NodeTaintEffect };

    public static V1Node New(NodeAgentOptions options, NodeReadiness readiness, DateTime now) => new()
    {
        ApiVersion = "v1",
        Kind = "Node",
        Metadata = new V1ObjectMeta { Name = options.Name, Labels = Labels(options), Annotations = Annotations(options) },
        Spec = new V1NodeSpec
        {
            Taints = [ChainTaint],
            PodCIDR = options.PodCidr,
            PodCIDRs = options.PodCidr is null ? null : [options.PodCidr],
        },
        Status = Status(options, readiness, null, now),
    };

    /// <summary>
    /// A patch that adds missing labels, annotations and the taint, and changes nothing else; null if nothing is missing.
    /// </summary>
    public static V1Node? MissingFrom(V1Node node, NodeAgentOptions options)
    {
        var labels = Differing(Labels(options), node.Metadata.Labels);
        var annotations = Differing(Annotations(options), node.Metadata.Annotations);
        var tainted = node.Spec?.Taints?.Any(NodeSpecs.IsChainTaint) == true;
        if (labels is null && annotations is null && tainted)
        {
            return null;
        }

        return new V1Node
        {
            Metadata = new V1ObjectMeta
            {
                Labels = labels,
                Annotations = annotations,

                // A patch replaces the list of taints, so it must fail if somebody else added a taint meanwhile.
                ResourceVersion = tainted ? null : node.Metadata.ResourceVersion,
            },
            Spec = tainted ? null : new V1NodeSpec { Taints = [.. node.Spec?.Taints ?? [], ChainTaint] },
        };
    }

    /// <summary>The status of the Node. Conditions that do not change keep their times of transition.</summary>
    public static V1NodeStatus Status(NodeAgentOptions options, NodeReadiness readiness, V1NodeStatus? before, DateTime now)
    {
        var resources = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal)
        {
            ["cpu"] = new(string.Create(CultureInfo.InvariantCulture, $"{options.Capacity.MilliCpu}m")),
            ["memory"] = new(options.Capacity.MemoryBytes.ToString(CultureInfo.InvariantCulture)),
            ["pods"] = new(options.Capacity.Pods.ToString(CultureInfo.InvariantCulture)),
        };
        return new V1NodeStatus
        {
            Capacity = resources,
            Allocatable = resources,
            Conditions =
            [
                Condition("MemoryPressure", false, "NoMemoryPressure", "The node agent has no memory pressure.", before, now),
                Condition("DiskPressure", false, "NoDiskPressure", "The node agent has no disk pressure.", before, now),
                Condition("PIDPressure", false, "NoPIDPressure", "The node agent has no shortage of processes.", before, now),
                Condition("Ready", readiness.Ready, readiness.Reason, readiness.Message, before, now),
            ],
            Addresses =
            [
                new V1NodeAddress { Type = "InternalIP", Address = options.Address },
                new V1NodeAddress { Type = "Hostname", Address = options.Name },
            ],
            NodeInfo = new V1NodeSystemInfo
            {
                Architecture = Architecture,
                OperatingSystem = "linux",
                OsImage = RuntimeInformation.OSDescription,
                KernelVersion = Environment.OSVersion.Version.ToString(),
                KubeletVersion = options.Version,
                KubeProxyVersion = options.Version,
                ContainerRuntimeVersion = "kubedirect://0.1.0",
                MachineID = "",
                SystemUUID = "",
                BootID = "",
            },
        };
    }

    /// <summary>Whether the Node shows another status than the agent's, apart from heartbeats.</summary>
    public static bool ShowsOtherwise(V1Node node, NodeAgentOptions options, NodeReadiness readiness)
    {
        var shown = NodeSpecs.Of(node);
        var ready = node.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "Ready");
        return shown.Allocatable != options.Capacity
            || ready is null || ready.Status != Text(readiness.Ready) || ready.Reason != readiness.Reason
            || node.Status?.Addresses?.Any(address => address.Type == "InternalIP" && address.Address == options.Address) != true;
    }

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static V1NodeCondition Condition(string type, bool status, string reason, string message, V1NodeStatus? before, DateTime now)
    {
        var old = before?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        return new V1NodeCondition
        {
            Type = type,
            Status = Text(status),
            Reason = reason,
            Message = message,
            LastHeartbeatTime = now,
            LastTransitionTime = old is not null && old.Status == Text(status) ? old.LastTransitionTime ?? now : now,
        };
    }

    private static string Text(bool status) => status ? "True" : "False";

    private static Dictionary<string, string>? Differing(Dictionary<string, string> wanted, IDictionary<string, string>? there)
    {
        var missing = wanted
            .Where(pair => there is null || !there.TryGetValue(pair.Key, out var value) || value != pair.Value)
            .ToDictionary(StringComparer.Ordinal);
        return missing.Count == 0 ? null : missing;
    }
}
