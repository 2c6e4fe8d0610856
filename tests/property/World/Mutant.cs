using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>A chain in which one stage breaks one rule: what the properties must catch, to be believed when they find nothing.</summary>
internal sealed record Mutant(
    IStage<ReplicaSetState>? ReplicaSet = null,
    IStage<SchedulerState>? Scheduler = null,
    IStage<KubeletState>? Kubelet = null)
{
    /// <summary>By name: the property that must be reported, and the mutant.</summary>
    public static readonly Dictionary<string, (string Property, Mutant Mutant)> All = new(StringComparer.Ordinal)
    {
        ["the Kubelet checks no epoch"] = ("Coherence", new(Kubelet: new Bent<KubeletState>(
            new KubeletStage(4),
            (state, input) => input is FromAbove { Message: not Hello } received && state.Above.Answered
                ? received with { Message = received.Message with { Epoch = state.Above.Epoch } }
                : input,
            (_, _, after) => after))),
        ["the ReplicaSet stage forgets tombstones at the handshake"] = ("TombstoneKept", new(ReplicaSet: new Bent<ReplicaSetState>(
            new ReplicaSetStage(),
            (_, input) => input,
            (_, input, after) => input is FromBelow { Message: PodSnapshot }
                ? after with { Groups = after.Groups.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value with { Tombstones = [] }) }
                : after))),
        ["the ReplicaSet stage gives a name twice"] = ("NoResurrection", new(ReplicaSet: new Bent<ReplicaSetState>(
            new ReplicaSetStage(),
            (_, input) => input is CreatePod create ? create with { Pod = create.Pod with { Suffix = $"p{create.Ordinal % 9}" } } : input,
            (_, _, after) => after))),
        ["the Scheduler frees a victim's room before it is gone"] = ("Capacity", new(Scheduler: new Bent<SchedulerState>(
            new SchedulerStage(),
            (_, input) => input,
            (_, input, after) => input is FromBelow { Message: Update }
                ? after with
                {
                    Nodes = after.Nodes.ToImmutableSortedDictionary(
                        pair => pair.Key,
                        pair => pair.Value with { Used = new Resources(0, 0, pair.Value.Pods.Count(pod => after.Pods[pod].Phase < Phase.Terminating)) }),
                }
                : after))),
        ["the Kubelet does not look at its watch"] = ("Converges", new(Kubelet: new Bent<KubeletState>(
            new KubeletStage(4),
            (_, input) => input is ObserveDeleted or ObserveGhost ? new Excuse(default) : input,
            (_, _, after) => after))),
    };

    /// <summary>A stage whose inputs or states are bent.</summary>
    private sealed class Bent<TState>(IStage<TState> stage, Func<TState, Input, Input> before, Func<TState, Input, TState, TState> after) : IStage<TState>
        where TState : class
    {
        public Step<TState> Apply(TState state, Input input)
        {
            var step = stage.Apply(state, before(state, input));
            return step with { State = after(state, input, step.State) };
        }

        public Input? Next(TState state, Func<LinkId, bool> hasRoom) => stage.Next(state, hasRoom);
    }
}
