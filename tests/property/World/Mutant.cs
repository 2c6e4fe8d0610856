using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>A chain in which one rule is broken: what the properties must catch, to be believed when they find nothing.</summary>
/// <param name="Property">The property that must be reported.</param>
/// <param name="Runs">Within how many runs.</param>
internal sealed record Mutant(string Property, int Runs)
{
    public IStage<ReplicaSetState>? ReplicaSet { get; init; }

    public IStage<SchedulerState>? Scheduler { get; init; }

    public IStage<KubeletState>? Kubelet { get; init; }

    /// <summary>A Scheduler that restarts counts its epochs from the start again.</summary>
    public bool RepeatsEpochs { get; init; }

    /// <summary>A Hello that is accepted leaves the connection before it open.</summary>
    public bool HelloKeepsConnections { get; init; }

    public static readonly Dictionary<string, Mutant> All = new(StringComparer.Ordinal)
    {
        ["the Kubelet checks no epoch"] = new("EpochFencing", 200)
        {
            Kubelet = BendKubelet(before: (state, input) => input is FromAbove { Message: not Hello } received && state.Above.Answered
                ? received with { Message = received.Message with { Epoch = state.Above.Epoch } }
                : input),
        },
        ["epochs repeat after a crash of the Scheduler"] = new("Coherence", 1000) { RepeatsEpochs = true },
        ["a Hello does not close the connection before it"] = new("Coherence", 1000) { HelloKeepsConnections = true },
        ["the ReplicaSet stage forgets tombstones at the handshake"] = new("TombstoneKept", 500)
        {
            ReplicaSet = BendReplicaSet(after: (_, input, step) => input is FromBelow { Message: PodSnapshot }
                ? step with { State = step.State with { Groups = step.State.Groups.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value with { Tombstones = [] }) } }
                : step),
        },
        ["the Scheduler answers before it has recovered"] = new("NoOverCreation", 500)
        {
            Scheduler = new Hasty(),
        },
        ["the ReplicaSet stage gives a name twice"] = new("NoResurrection", 500)
        {
            ReplicaSet = BendReplicaSet(before: (_, input) => input is CreatePod create ? create with { Pod = create.Pod with { Suffix = $"p{create.Ordinal % 9}" } } : input),
        },
        ["the Scheduler frees a victim's room before it is gone"] = new("Capacity", 500)
        {
            Scheduler = BendScheduler(after: (_, input, step) => input is FromBelow { Message: Update }
                ? step with
                {
                    State = step.State with
                    {
                        Nodes = step.State.Nodes.ToImmutableSortedDictionary(
                            pair => pair.Key,
                            pair => pair.Value with { Used = new Resources(0, 0, pair.Value.Pods.Count(pod => step.State.Pods[pod].Phase < Phase.Terminating)) }),
                    },
                }
                : step),
        },
        ["Pods of a node are given up before its mark is written"] = new("TombstoneKept", 1000)
        {
            Scheduler = BendScheduler(after: (_, input, step) => input is Cancel cancel && step.Taken
                ? new SchedulerStage().Apply(step.State, new CancelDone(cancel.Node, step.State.Nodes[cancel.Node].Cancelled!.Mark)) is var given
                    ? given with { Outputs = step.Outputs.AddRange(given.Outputs) }
                    : step
                : step),
        },
        ["a Pod that the Scheduler adopts is not reported upward"] = new("Coherence", 500)
        {
            Scheduler = BendScheduler(after: (_, input, step) => input is FromBelow { Message: PodSnapshot } ? step with { Outputs = step.Outputs.RemoveAll(output => output is SendUp) } : step),
        },
        ["the Scheduler repeats a Bind that may have been lost"] = new("UniqueBinding", 500)
        {
            Scheduler = BendScheduler(after: (state, input, step) => input is FromBelow { Message: PodSnapshot snapshot } below && !ReferenceEquals(state, step.State) && state.Nodes.TryGetValue(new NodeName(below.Link.Value), out var node)
                ? step with
                {
                    Outputs = step.Outputs.AddRange(node.Pods
                        .Where(pod => snapshot.Pods.All(report => report.Pod != pod))
                        .Select(pod => new SendDown(below.Link, new Bind(snapshot.Epoch, pod, state.Pods[pod].Requests)))),
                }
                : step),
        },
        ["the Scheduler confirms an unknown Pod as gone while a node is away"] = new("TombstoneKept", 1000)
        {
            Scheduler = BendScheduler(after: (state, input, step) => input is FromAbove { Message: Tombstone buried } && state.Above.Accepts(buried.Epoch) && buried.Pods.Where(pod => !state.Pods.ContainsKey(pod)).ToImmutableArray() is { IsEmpty: false } unknown
                ? new(
                    step.State with { Tombstones = step.State.Tombstones.Except(unknown) },
                    step.Outputs.Add(new SendUp(new Update(buried.Epoch, [.. unknown.Select(pod => new PodReport(pod, Phase.Gone, NodeName.None, default))]))))
                : step),
        },
        ["the Scheduler does not send tombstones again to a node that returns"] = new("Terminates", 500)
        {
            Scheduler = BendScheduler(after: (_, input, step) => input is FromBelow { Message: PodSnapshot } ? step with { Outputs = step.Outputs.RemoveAll(output => output is SendDown { Message: Tombstone }) } : step),
        },
        ["the Kubelet does not say that a Pod is gone"] = new("Coherence", 200)
        {
            Kubelet = BendKubelet(after: (_, input, step) => input is PodStopped ? step with { Outputs = step.Outputs.RemoveAll(output => output is SendUp) } : step),
        },
        ["a late create leaves a ghost"] = new("Converges", 500) { Kubelet = BendKubelet(before: (_, input) => input is ObserveGhost ? new Excuse(default) : input) },
        ["the Kubelet does not honour that a user deletes a Pod"] = new("Converges", 500)
        {
            Kubelet = BendKubelet(before: (_, input) => input is ObserveDeleted ? new Excuse(default) : input),
        },
    };

    private static Bent<ReplicaSetState> BendReplicaSet(Func<ReplicaSetState, Input, Input>? before = null, Func<ReplicaSetState, Input, Step<ReplicaSetState>, Step<ReplicaSetState>>? after = null) =>
        new(new ReplicaSetStage(), before, after);

    private static Bent<SchedulerState> BendScheduler(Func<SchedulerState, Input, Input>? before = null, Func<SchedulerState, Input, Step<SchedulerState>, Step<SchedulerState>>? after = null) =>
        new(new SchedulerStage(), before, after);

    private static Bent<KubeletState> BendKubelet(Func<KubeletState, Input, Input>? before = null, Func<KubeletState, Input, Step<KubeletState>, Step<KubeletState>>? after = null) =>
        new(new KubeletStage(maxRequests: 4), before, after);

    /// <summary>A Scheduler that tells what it holds before it knows what its nodes hold.</summary>
    private sealed class Hasty : IStage<SchedulerState>
    {
        private readonly SchedulerStage stage = new();

        public Step<SchedulerState> Apply(SchedulerState state, Input input) => stage.Apply(input is Answer ? state with { Recovered = true } : state, input);

        public Input? Next(SchedulerState state, Func<LinkId, bool> hasRoom) => stage.Next(state with { Recovered = true }, hasRoom);
    }
}
