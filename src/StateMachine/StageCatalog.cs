namespace KubeDirect.StateMachine;

/// <summary>The stages of the chain: what belongs to each kind, for code that handles all of them alike. Thread-safe.</summary>
public static class StageCatalog
{
    /// <summary>Every kind, in the order of the chain.</summary>
    public static IEnumerable<StageEntry> All => Enum.GetValues<StageKind>().Select(Of);

    /// <summary>What belongs to a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static StageEntry Of(StageKind kind) => kind switch
    {
        StageKind.Autoscaler => Single(kind, new AutoscalerStage(), AutoscalerState.Initial),
        StageKind.Deployment => Single(kind, new DeploymentStage(), DeploymentState.Initial),
        StageKind.ReplicaSet => Single(kind, new ReplicaSetStage(), ReplicaSetState.Initial),
        StageKind.Scheduler => Single(kind, new SchedulerStage(), SchedulerState.Initial) with { LinksToNodes = true },

        // How many requests may be in flight is up to the policy; the steps of the stage do not depend on it.
        StageKind.Kubelet =>
            new(
                kind,
                LinksToNodes: false,
                IsOnNodes: true,
                new UntypedStage<KubeletState>(new KubeletStage(maxRequests: 1)),
                (_, node) => KubeletState.Initial(node)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of stage."),
    };

    /// <summary>What belongs to the kind of this name.</summary>
    /// <param name="name">As <see cref="StageEntry.Name"/>.</param>
    /// <returns>Null if no kind has this name.</returns>
    public static StageEntry? Find(string? name) => All.FirstOrDefault(entry => entry.Name == name);

    private static StageEntry Single<TState>(StageKind kind, IStage<TState> stage, Func<ulong, TState> initial)
        where TState : class, IStageState =>
        new(kind, LinksToNodes: false, IsOnNodes: false, new UntypedStage<TState>(stage), (incarnation, _) => initial(incarnation));
}
