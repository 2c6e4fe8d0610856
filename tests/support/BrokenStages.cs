using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Support;

/// <summary>Stages with one rule of the protocol broken, which more than one kind of test must find.</summary>
public static class BrokenStages
{
    /// <summary>A ReplicaSet stage that forgets its tombstones at a handshake.</summary>
    public static IStage<ReplicaSetState> ForgetsTombstones() => new Bent<ReplicaSetState>(
        new ReplicaSetStage(),
        after: (_, input, step) => input is FromBelow { Message: PodSnapshot }
            ? step with
            {
                State = step.State with
                {
                    ReplicaSets = step.State.ReplicaSets.ToImmutableSortedDictionary(
                        pair => pair.Key, pair => pair.Value with { Tombstones = [] }),
                },
            }
            : step);

    /// <summary>A ReplicaSet stage that gives nine names only, and so gives a name twice.</summary>
    public static IStage<ReplicaSetState> NamesTwice() => new Bent<ReplicaSetState>(
        new ReplicaSetStage(),
        before: (_, input) => input is CreatePod create
            ? create with { Pod = create.Pod with { Suffix = $"p{create.Ordinal % 9}" } }
            : input);

    /// <summary>A Scheduler that counts the room of a Pod as free once the Pod terminates, and not once it is gone.</summary>
    public static IStage<SchedulerState> FreesRoomEarly() => new Bent<SchedulerState>(
        new SchedulerStage(),
        after: (_, input, step) => input is FromBelow { Message: Update }
            ? step with
            {
                State = step.State with
                {
                    Nodes = step.State.Nodes.ToImmutableSortedDictionary(
                        pair => pair.Key, pair => pair.Value with { Used = UsedBeforeTermination(step.State, pair.Value) }),
                },
            }
            : step);

    /// <summary>A Kubelet that takes every message for one of its connection, whatever the message's epoch.</summary>
    /// <param name="maxRequests">How many requests to the API server it has under way at most.</param>
    public static IStage<KubeletState> ChecksNoEpoch(int maxRequests) => new Bent<KubeletState>(
        new KubeletStage(maxRequests),
        before: (state, input) => input is FromAbove { Message: not Hello } received && state.Above.Answered
            ? received with { Message = received.Message with { Epoch = state.Above.Epoch } }
            : input);

    private static Resources UsedBeforeTermination(SchedulerState state, NodeView node) =>
        node.Pods.Select(pod => state.Pods[pod])
            .Where(binding => binding.Phase < Phase.Terminating)
            .Aggregate(default(Resources), (sum, binding) => sum + binding.Requests);
}
