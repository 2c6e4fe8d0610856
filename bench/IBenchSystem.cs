using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Bench;

/// <summary>A cluster manager that is measured. Disposing it ends everything that it started.</summary>
internal interface IBenchSystem : IAsyncDisposable
{
    /// <summary>Its control plane, once started.</summary>
    LocalControlPlane Plane { get; }

    /// <summary>Labels that a Deployment needs so that this system handles it.</summary>
    IReadOnlyDictionary<string, string> DeploymentLabels { get; }

    /// <summary>When that many Pods first ran at the nodes, if the system can tell better than by the Pods' statuses; else null.</summary>
    /// <param name="pods">How many.</param>
    /// <param name="since">Not before this time.</param>
    DateTimeOffset? WhenRunning(int pods, DateTimeOffset since) => null;

    /// <summary>Starts it, with <see cref="Options.Nodes"/> nodes that are Ready.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
