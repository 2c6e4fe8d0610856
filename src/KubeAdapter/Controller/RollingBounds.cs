using System.Globalization;
using k8s.Models;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>The bounds of a rolling update as numbers of Pods.</summary>
public static class RollingBounds
{
    /// <summary>
    /// How many Pods there may be above <c>spec.replicas</c>; a percentage is rounded up. 0 for the strategy <c>Recreate</c>.
    /// </summary>
    public static int MaxSurge(V1Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        return Resolve(deployment, deployment.Spec.Strategy?.RollingUpdate?.MaxSurge, roundUp: true);
    }

    /// <summary>
    /// How many of <c>spec.replicas</c> may be unavailable; a percentage is rounded down. 0 for the strategy <c>Recreate</c>, never more
    /// than <c>spec.replicas</c>, and 1 where it and the surge would both be 0.
    /// </summary>
    public static int MaxUnavailable(V1Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var replicas = deployment.Spec.Replicas ?? 1;
        if (deployment.Spec.Strategy?.Type == "Recreate" || replicas == 0)
        {
            return 0;
        }

        var unavailable = Resolve(deployment, deployment.Spec.Strategy?.RollingUpdate?.MaxUnavailable, roundUp: false);
        return unavailable == 0 && MaxSurge(deployment) == 0 ? 1 : Math.Min(unavailable, replicas);
    }

    private static int Resolve(V1Deployment deployment, IntOrString? value, bool roundUp)
    {
        if (deployment.Spec.Strategy?.Type == "Recreate")
        {
            return 0;
        }

        // The default of the API server.
        var text = value?.Value ?? "25%";
        if (!text.EndsWith('%'))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }

        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
        {
            return 0;
        }

        var hundredths = (long)percent * (deployment.Spec.Replicas ?? 1);
        return (int)((hundredths + (roundUp ? 99 : 0)) / 100);
    }
}
