using k8s.Models;
using KubeDirect.KubeAdapter.Objects;

namespace KubeDirect.Tests.Unit.KubeAdapter;

/// <summary>Objects as users write them, each a new one.</summary>
internal static class Samples
{
    /// <summary>A marked Deployment of seven Pods in the namespace <c>shop</c>, at its fourth revision.</summary>
    public static V1Deployment Deployment() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "web",
            NamespaceProperty = "shop",
            Uid = "d-uid",
            Generation = 3,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Names.ManagedLabel] = "true" },
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["note"] = "kept",
                ["deployment.kubernetes.io/revision"] = "4",
                ["kubectl.kubernetes.io/last-applied-configuration"] = "{}",
            },
        },
        Spec = new V1DeploymentSpec
        {
            Replicas = 7,
            MinReadySeconds = 3,
            ProgressDeadlineSeconds = 600,
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "web" } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = "web" } },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "app", Image = "app:1" }] },
            },
        },
    };
}
