using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation;

/// <summary>Broken chains that the simulation must catch, to be believed when it finds nothing.</summary>
internal static class Canaries
{
    /// <summary>By name: what is broken.</summary>
    public static readonly IReadOnlyDictionary<string, (string What, Mutant Mutant)> All =
        new Dictionary<string, (string, Mutant)>(StringComparer.Ordinal)
        {
            ["forgets-tombstones"] = ("protocol: the ReplicaSet stage forgets its tombstones at a handshake", new Mutant
            {
                ReplicaSet = () => new Bent<ReplicaSetState>(
                    new ReplicaSetStage(),
                    (_, input) => input,
                    (input, after) => input is FromBelow { Message: PodSnapshot }
                        ? after with
                        {
                            ReplicaSets = after.ReplicaSets.ToImmutableSortedDictionary(
                                pair => pair.Key, pair => pair.Value with { Tombstones = [] }),
                        }
                        : after),
            }),
            ["names-twice"] = ("protocol: the ReplicaSet stage gives a name twice", new Mutant
            {
                ReplicaSet = () => new Bent<ReplicaSetState>(
                    new ReplicaSetStage(),
                    (_, input) => input is CreatePod create
                        ? create with { Pod = create.Pod with { Suffix = $"p{create.Ordinal % 9}" } }
                        : input,
                    (_, after) => after),
            }),
            ["serves-without-lease"] = ("adapter: a leader serves on when it has lost its Lease", new Mutant { IgnoresTerm = true }),
            ["keeps-taken-name"] = (
            "adapter: a name that another ReplicaSet has is tried again for ever", new Mutant { LosesCollisions = true }),
            ["one-link-ends-all"] = ("runtime: the end of a node's link ends the links of all nodes", new Mutant { OneLinkEndsAll = true }),
            ["no-keep-alive"] = (
            "runtime: the transport does not notice peers that vanished without a word", new Mutant { KeepAlive = false }),
        };

    /// <summary>A stage whose inputs or states are bent.</summary>
    private sealed class Bent<TState>(
        IStage<TState> stage, Func<TState, Input, Input> before, Func<Input, TState, TState> after) : IStage<TState>
        where TState : class, IStageState
    {
        public Step<TState> Apply(TState state, Input input)
        {
            var step = stage.Apply(state, before(state, input));
            return step with { State = after(input, step.State) };
        }

        public Input? Next(TState state, Func<LinkId, bool> hasRoom) => stage.Next(state, hasRoom);
    }
}
