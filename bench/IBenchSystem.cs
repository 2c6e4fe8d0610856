using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Bench;

/// <summary>A cluster manager to measure. Disposing it ends everything that it started.</summary>
internal interface IBenchSystem : IAsyncDisposable
{
    /// <summary>The control plane; available once the system has started.</summary>
    LocalControlPlane Plane { get; }

    /// <summary>Labels that a Deployment needs so that this system handles it.</summary>
    IReadOnlyDictionary<string, string> DeploymentLabels { get; }

    /// <summary>When a number of Pods first ran at the nodes; null if only the statuses of the Pods say this.</summary>
    /// <param name="pods">The number of Pods.</param>
    /// <param name="since">The earliest time to return.</param>
    DateTimeOffset? WhenRunning(int pods, DateTimeOffset since) => null;

    /// <summary>Starts the system, and waits until its <see cref="Options.Nodes"/> nodes are Ready.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
