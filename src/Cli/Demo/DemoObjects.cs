using k8s.Models;
using KubeDirect.KubeAdapter.Objects;

namespace KubeDirect.Cli.Demo;

/// <summary>The objects that a demo creates. Stateless.</summary>
internal static class DemoObjects
{
    /// <summary>A function: a marked Deployment that wants no Pods yet.</summary>
    /// <param name="function">The number of the function, from 0.</param>
    public static V1Deployment Function(int function)
    {
        var name = DemoSettings.FunctionName(function);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = name };
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = new Dictionary<string, string>(labels, StringComparer.Ordinal) { [Names.ManagedLabel] = Names.ManagedValue },
            },
            Spec = new V1DeploymentSpec
            {
                Replicas = 0,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec
                    {
                        Containers =
                        [
                            new V1Container
                            {
                                Name = "function",
                                Image = "example.com/function:1",
                                Resources = new V1ResourceRequirements
                                {
                                    Requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal)
                                    {
                                        ["cpu"] = new("10m"),
                                        ["memory"] = new("16Mi"),
                                    },
                                },
                            },
                        ],
                    },
                },
            },
        };
    }
}
