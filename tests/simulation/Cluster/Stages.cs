using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>The names of the processes of a chain.</summary>
internal static class Stages
{
    public const string Autoscaler = "autoscaler";
    public const string Deployment = "deployment";
    public const string ReplicaSet = "replicaset";
    public const string Scheduler = "scheduler";

    /// <summary>The stage that each node runs.</summary>
    public const string Kubelet = "kubelet";

    /// <summary>What hosts the first three stages where hosts are elected.</summary>
    public const string Controller = "controller";

    /// <summary>From head to tail, as in <see cref="StageKind"/>.</summary>
    public static readonly IReadOnlyList<string> Chain = [Autoscaler, Deployment, ReplicaSet, Scheduler, Kubelet];

    public static readonly IReadOnlyList<string> Singletons = [Autoscaler, Deployment, ReplicaSet, Scheduler];

    /// <summary>Where hosts are elected: of each two, one leads.</summary>
    public static readonly IReadOnlyList<string> Candidates = ["controller-a", "controller-b", "scheduler-a", "scheduler-b"];

    /// <summary>What a candidate would lead as; the name of its Lease and of its host.</summary>
    public static string RoleOf(string candidate) => candidate[..^2];

    public static bool IsNode(string process) => process[0] == 'n';
}
