using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The stages with one rule broken; without a mutant, or where it is about something else, the real ones.</summary>
internal static class Mutants
{
    private const int MaxRequests = 4;

    public static IStage<DeploymentState> Deployment(Mutant? mutant) => mutant switch
    {
        Mutant.Counts => new Bent<DeploymentState>(
            new DeploymentStage(),
            after: (state, input, step) => input is FromBelow { Message: ScaleSnapshot } && step.State.Below.InSync
                ? step with { State = step.State with { View = state.View } }
                : step),
        Mutant.OldScaledDown => new Bent<DeploymentState>(
            new DeploymentStage(),
            after: (_, _, step) => step with
            {
                State = step.State with
                {
                    View = step.State.View with { Todo = [.. step.State.View.Todo.Where(step.State.Owners.ContainsKey)] },
                },
            }),
        _ => new DeploymentStage(),
    };

    public static IStage<ReplicaSetState> ReplicaSet(Mutant? mutant) => mutant switch
    {
        Mutant.Tombstone => BrokenStages.ForgetsTombstones(),
        Mutant.Names => BrokenStages.NamesTwice(),
        _ => new ReplicaSetStage(),
    };

    public static IStage<SchedulerState> Scheduler(Mutant? mutant) => mutant switch
    {
        Mutant.Recovery => new Hasty(),
        Mutant.Room => BrokenStages.FreesRoomEarly(),
        Mutant.Nominated => Bend(
            (_, input, step) => input is Preempt preempt && step.Taken ? step with { State = Forgetful(step.State, preempt.Node) } : step),
        Mutant.DrainedFirst => Bend(
            (_, input, step) => input is FromBelow { Message: PodSnapshot } below
                ? step with { State = Uncancelled(step.State, below.Link) }
                : step),
        Mutant.CancelWritten => Bend((_, input, step) => input is Cancel cancel && step.Taken ? GivenUp(step, cancel.Node) : step),
        Mutant.Adopted => Bend(
            (_, input, step) => input is FromBelow { Message: PodSnapshot }
                ? step with { Outputs = step.Outputs.RemoveAll(output => output is SendUp) }
                : step),
        Mutant.Bound => Bend(
            (state, input, step) => input is FromBelow { Message: PodSnapshot snapshot } below && !ReferenceEquals(state, step.State)
                ? Repeated(state, step, below.Link, snapshot)
                : step),
        Mutant.Unknown => Bend(
            (state, input, step) => input is FromAbove { Message: Tombstone buried } && state.Above.Accepts(buried.Epoch)
                ? Confirmed(state, step, buried)
                : step),
        Mutant.Forward => Bend(
            (_, input, step) => input is FromBelow { Message: PodSnapshot }
                ? step with { Outputs = step.Outputs.RemoveAll(output => output is SendDown { Message: Tombstone }) }
                : step),
        Mutant.DeletedGivenUp => Bend(
            (state, input, step) => input is ObserveNode { Spec: null } gone && state.Nodes.ContainsKey(gone.Node)
                ? Awaited(state, gone)
                : step),
        _ => new SchedulerStage(),
    };

    public static IStage<KubeletState> Kubelet(Mutant? mutant) => mutant switch
    {
        Mutant.EpochCheck => BrokenStages.ChecksNoEpoch(MaxRequests),
        Mutant.LateCreate => BendInput((_, input) => input is ObserveObject ? Listed.Now : input),
        Mutant.Deletion => BendInput((_, input) => input is ObserveDeleted ? Listed.Now : input),
        Mutant.Ends => BendKubelet(
            (_, input, step) => input is PodStopped ? step with { Outputs = step.Outputs.RemoveAll(output => output is SendUp) } : step),
        Mutant.Stops => BendKubelet((state, input, step) => input is PodStarted { Pod: var pod } && state.PhaseOf(pod) == Phase.Terminating
            ? step with { State = state with { Pods = state.Pods.SetItem(pod, state.Pods[pod] with { Phase = Phase.Ready }) } }
            : step),
        Mutant.Ready => BendKubelet(
            (_, input, step) => input is PublishDone { Pod: var pod } && step.State.ObjectOf(pod) is { Shown: Shown.Created } shown
                && step.State.PhaseOf(pod) == Phase.Starting
            ? new(step.State with
            {
                Objects = step.State.Objects.SetItem(pod, shown with { Shown = Shown.Readying }),
                Requests = step.State.Requests + 1,
            }, step.Outputs.Add(new ShowReady(pod, shown.Uid)))
            : step),
        _ => RealKubelet,
    };

    private static KubeletStage RealKubelet => new(MaxRequests);

    private static Bent<SchedulerState> Bend(Func<SchedulerState, Input, Step<SchedulerState>, Step<SchedulerState>> after) =>
        new(new SchedulerStage(), after: after);

    private static Bent<KubeletState> BendInput(Func<KubeletState, Input, Input> before) => new(RealKubelet, before: before);

    private static Bent<KubeletState> BendKubelet(Func<KubeletState, Input, Step<KubeletState>, Step<KubeletState>> after) =>
        new(RealKubelet, after: after);

    private static SchedulerState Forgetful(SchedulerState state, NodeName name) =>
        state with { Nodes = state.Nodes.SetItem(name, state.Nodes[name] with { Nominated = [] }) };

    private static SchedulerState Uncancelled(SchedulerState state, LinkId link)
    {
        var name = new NodeName(link.Value);
        return state.Nodes[name].Cancelled is null
            ? state
            : state with
            {
                Nodes = state.Nodes.SetItem(name, state.Nodes[name] with { Cancelled = null }),
                Cancelled = state.Cancelled.Remove(name),
            };
    }

    private static Step<SchedulerState> GivenUp(Step<SchedulerState> cancelled, NodeName name)
    {
        var given = new SchedulerStage().Apply(cancelled.State, new CancelDone(name, cancelled.State.Nodes[name].Cancelled!.Mark));
        return given with { Outputs = cancelled.Outputs.AddRange(given.Outputs) };
    }

    private static Step<SchedulerState> Repeated(SchedulerState before, Step<SchedulerState> step, LinkId link, PodSnapshot snapshot) =>
        step with
        {
            Outputs = step.Outputs.AddRange(before.Nodes[new NodeName(link.Value)].Pods
            .Where(pod => snapshot.Pods.All(report => report.Pod != pod))
            .Select(pod => new SendDown(link, new Bind(snapshot.Epoch, pod, before.Pods[pod].Requests)))),
        };

    private static Step<SchedulerState> Confirmed(SchedulerState before, Step<SchedulerState> step, Tombstone buried)
    {
        var unknown = buried.Pods.Where(pod => !before.Pods.ContainsKey(pod)).ToImmutableArray();
        return unknown.IsEmpty
            ? step
            : new(
                step.State with { Tombstones = step.State.Tombstones.Except(unknown) },
                step.Outputs.Add(
                    new SendUp(
                        new Update(buried.Epoch, [.. unknown.Select(pod => new PodReport(pod, Phase.Gone, NodeName.None, default))]))));
    }

    private static Step<SchedulerState> Awaited(SchedulerState before, ObserveNode gone)
    {
        // In the place of the node, one of another name that holds nothing and is never in sync: for what is waited.
        var (other, view) =
            (new NodeName($"{gone.Node}, deleted"), new NodeView(before.Nodes[gone.Node].Spec, default, Excused: false, default, []));
        var step = new SchedulerStage().Apply(before with { Nodes = before.Nodes.Add(other, view) }, gone);
        return step with { State = step.State with { Nodes = step.State.Nodes.Remove(other).Add(gone.Node, view) } };
    }

    /// <summary>A Scheduler that tells what it holds before it knows what its nodes hold.</summary>
    private sealed class Hasty : IStage<SchedulerState>
    {
        private readonly SchedulerStage stage = new();

        public Step<SchedulerState> Apply(SchedulerState state, Input input) =>
            stage.Apply(input is Answer ? state with { Recovered = true } : state, input);

        public Input? Next(SchedulerState state, Func<LinkId, bool> hasRoom) => stage.Next(state with { Recovered = true }, hasRoom);
    }
}
