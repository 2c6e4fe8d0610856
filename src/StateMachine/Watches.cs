namespace KubeDirect.StateMachine;

/// <summary>
/// Steps that keep a stage's picture of the API server. They are no actions of the specification: there the objects are constant, and every
/// list is complete from the start.
/// </summary>
/// <remarks>
/// What the watches show of Deployments, Nodes and Pods are actions; see <see cref="ScaleSteps"/>, <see cref="Membership"/> and
/// <see cref="Kubelet"/>.
/// </remarks>
internal static class Watches
{
    /// <summary>All Deployments were seen once: nothing is wanted of a key that the list lacks.</summary>
    public static Step<AutoscalerState> Listed(AutoscalerState state) =>
        Emit.To(state.View.Sent.Keys.Aggregate(state with { Listed = true }, (next, key) => next.Compare(key)));

    /// <summary>All Deployments and ReplicaSets were seen once: nothing is wanted of a ReplicaSet that is not current.</summary>
    public static Step<DeploymentState> Listed(DeploymentState state) =>
        Emit.To(state.View.Sent.Keys.Concat(state.Known).Aggregate(state with { Listed = true }, (next, key) => next.Compare(key)));

    /// <summary>All ReplicaSets were seen once: the owner of a Pod that the list lacks was deleted.</summary>
    public static Step<ReplicaSetState> Listed(ReplicaSetState state) =>
        Emit.To(state.ReplicaSets.Aggregate(state with { Listed = true }, (next, pair) => next.With(pair.Key, pair.Value)));

    /// <summary>All Nodes were seen once: there is no other node to wait for.</summary>
    public static Step<SchedulerState> Listed(SchedulerState state) => Emit.To(state.WithListed());

    /// <summary>
    /// A ReplicaSet that is not current is wanted at 0 even if the level below restarted and never received a count of it.
    /// </summary>
    public static Step<DeploymentState> ObserveReplicaSet(DeploymentState state, ObserveReplicaSet input)
    {
        var known = input.Exists ? state.Known.Add(input.ReplicaSet) : state.Known.Remove(input.ReplicaSet);
        return known == state.Known ? Emit.Nothing(state) : Emit.To((state with { Known = known }).Compare(input.ReplicaSet));
    }

    /// <summary>A ReplicaSet exists or was deleted. Of one that was deleted no Pod is wanted.</summary>
    public static Step<ReplicaSetState> ObserveReplicaSet(ReplicaSetState state, ObserveReplicaSet input) =>
        Emit.To(
            state.With(
                input.ReplicaSet,
                state.ViewOf(input.ReplicaSet) with { Existence = input.Exists ? Existence.Exists : Existence.Deleted }));

    /// <summary>What the Pods of a ReplicaSet request. In the specification all Pods request the same.</summary>
    public static Step<SchedulerState> ObserveShape(SchedulerState state, ObserveShape input) => Emit.To(state with
    {
        Shapes = input.Shape is { } shape ? state.Shapes.SetItem(input.ReplicaSet, shape) : state.Shapes.Remove(input.ReplicaSet),
        Parked = state.Parked.Remove(input.ReplicaSet),
        Prioritized = input.Shape is { Priority: not 0 }
            ? state.Prioritized.Add(input.ReplicaSet)
            : state.Prioritized.Remove(input.ReplicaSet),
    });
}
