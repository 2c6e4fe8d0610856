using System.Collections.Frozen;

namespace KubeDirect.EmbeddedApi.Model;

/// <summary>Every resource that the server speaks. Immutable.</summary>
internal static class ResourceCatalog
{
    public static readonly ResourceType Namespaces = new()
    {
        Group = "",
        Plural = "namespaces",
        Kind = "Namespace",
        ShortNames = ["ns"],
        Namespaced = false,
        HasStatus = true,
        AnswersDeleteWithObject = true,
        SelectableFields = ["status.phase"],
    };

    public static readonly ResourceType Nodes = new()
    {
        Group = "",
        Plural = "nodes",
        Kind = "Node",
        ShortNames = ["no"],
        Namespaced = false,
        HasStatus = true,
        KeepsStatusOnCreate = true,
        StatusWritesLabels = true,
        SelectableFields = ["spec.unschedulable"],
    };

    public static readonly ResourceType Pods = new()
    {
        Group = "",
        Plural = "pods",
        Kind = "Pod",
        ShortNames = ["po"],
        Categories = ["all"],
        HasStatus = true,
        StatusWritesLabels = true,
        AnswersDeleteWithObject = true,
        SelectableFields =
        [
            "spec.nodeName", "status.phase", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.podIP",
        ],
    };

    public static readonly ResourceType Services = new()
    {
        Group = "",
        Plural = "services",
        Kind = "Service",
        ShortNames = ["svc"],
        Categories = ["all"],
        HasStatus = true,
        AnswersDeleteWithObject = true,
        SelectableFields = ["spec.clusterIP", "spec.type"],
    };

    public static readonly ResourceType Endpoints = new() { Group = "", Plural = "endpoints", Kind = "Endpoints", ShortNames = ["ep"] };

    public static readonly ResourceType Events = new()
    {
        Group = "",
        Plural = "events",
        Kind = "Event",
        ShortNames = ["ev"],
        SelectableFields =
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
    };

    public static readonly ResourceType ConfigMaps = new() { Group = "", Plural = "configmaps", Kind = "ConfigMap", ShortNames = ["cm"] };

    public static readonly ResourceType ServiceAccounts = new()
    {
        Group = "",
        Plural = "serviceaccounts",
        Kind = "ServiceAccount",
        ShortNames = ["sa"],
        AnswersDeleteWithObject = true,
    };

    public static readonly ResourceType Deployments = new()
    {
        Group = "apps",
        Plural = "deployments",
        Kind = "Deployment",
        ShortNames = ["deploy"],
        Categories = ["all"],
        HasStatus = true,
        HasScale = true,
        HasGeneration = true,
    };

    public static readonly ResourceType ReplicaSets = new()
    {
        Group = "apps",
        Plural = "replicasets",
        Kind = "ReplicaSet",
        ShortNames = ["rs"],
        Categories = ["all"],
        HasStatus = true,
        HasScale = true,
        HasGeneration = true,
        SelectableFields = ["status.replicas"],
    };

    public static readonly ResourceType Leases = new()
    {
        Group = "coordination.k8s.io",
        Plural = "leases",
        Kind = "Lease",
        AllowsBlindUpdate = false,
    };

    public static readonly ResourceType PriorityClasses = new()
    {
        Group = "scheduling.k8s.io",
        Plural = "priorityclasses",
        Kind = "PriorityClass",
        ShortNames = ["pc"],
        Namespaced = false,
    };

    /// <summary>All of them, in the order of discovery.</summary>
    public static readonly IReadOnlyList<ResourceType> All =
    [
        ConfigMaps, Endpoints, Events, Namespaces, Nodes, Pods, ServiceAccounts, Services, Deployments, ReplicaSets, Leases,
        PriorityClasses,
    ];

    private static readonly FrozenDictionary<(string ApiVersion, string Plural), ResourceType> ByPlural =
        All.ToFrozenDictionary(type => (type.ApiVersion, type.Plural));

    private static readonly FrozenDictionary<(string ApiVersion, string Kind), ResourceType> ByKind =
        All.ToFrozenDictionary(type => (type.ApiVersion, type.Kind));

    /// <summary>The resource under a path such as <c>apps/v1</c>, <c>deployments</c>, or null.</summary>
    public static ResourceType? Find(string apiVersion, string plural) => ByPlural.GetValueOrDefault((apiVersion, plural));

    /// <summary>Whether objects of this kind are kept here, so that the absence of one means something.</summary>
    public static bool Serves(string apiVersion, string kind) => ByKind.ContainsKey((apiVersion, kind));
}
