using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Leadership;

namespace KubeDirect.KubeAdapter.Hosting;

/// <summary>The Lease that elects one of several controllers or Schedulers.</summary>
public static class ChainLease
{
    /// <summary>The Lease of a role.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="leaseNamespace">The Lease's namespace, which must exist.</param>
    /// <param name="role">The role: <c>controller</c> or <c>scheduler</c>.</param>
    public static LeaseStore Of(IApi api, string leaseNamespace, string role) =>
        new(api, leaseNamespace, $"kubedirect-{role}", Names.LinkAddressAnnotation);
}
