using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The whole chain: the real step functions over a model of network, runtime, failures and API server.</summary>
/// <remarks>
/// Not shared with other kinds of tests, because a generated command is one step of one stage, after which safety is checked.
/// </remarks>
internal sealed partial class Chain
{
    private readonly AutoscalerStage autoscaler = new();
    private readonly IStage<DeploymentState> deployment;
    private readonly IStage<ReplicaSetState> replicaSet;
    private readonly IStage<SchedulerState> scheduler;
    private readonly IStage<KubeletState> kubelet;
    private readonly int capacity;

    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="capacity">How many Pods each takes at most; it has processors for three halves as many of the smallest.</param>
    /// <param name="functions">How many Deployments there are.</param>
    /// <param name="mutant">The rule that is broken; null for none.</param>
    /// <param name="only">The one safety property that is looked at; null for all.</param>
    public Chain(int nodes, int capacity, int functions, Mutant? mutant = null, string? only = null)
    {
        this.capacity = capacity;
        Mutant = mutant;
        Functions = [.. Enumerable.Range(0, functions).Select(i => new Function(i))];
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new NodeName($"n{i}"))];
        deployment = Mutants.Deployment(mutant);
        replicaSet = Mutants.ReplicaSet(mutant);
        scheduler = Mutants.Scheduler(mutant);
        kubelet = Mutants.Kubelet(mutant);
        Api = new Api(this);
        Marks = new NodeMarks(this);
        Membership = new Membership(this);
        Watches = new Watches(this);
        Safety = new Safety(this) { Only = only };
        Steps = new Steps(this);
        foreach (var node in Nodes)
        {
            K[node] = KubeletState.Initial(node);
            Runs[node] = 0;
            NodeWires[node] = new Wire { HelloCloses = mutant != Property.World.Mutant.Hello };
        }

        Restart(StageKind.Autoscaler);
        Restart(StageKind.Deployment);
        Restart(StageKind.ReplicaSet);
        Restart(StageKind.Scheduler);
    }

    public Mutant? Mutant { get; }

    public ImmutableArray<NodeName> Nodes { get; }

    public AutoscalerState A { get; private set; } = null!;

    public DeploymentState D { get; private set; } = null!;

    public ReplicaSetState R { get; private set; } = null!;

    public SchedulerState S { get; private set; } = null!;

    public Dictionary<NodeName, KubeletState> K { get; } = [];

    /// <summary>How often each Kubelet has started again: what a former run asked for is not answered to the next.</summary>
    public Dictionary<NodeName, int> Runs { get; } = [];

    public Api Api { get; }

    public Watches Watches { get; }

    /// <summary>What runtimes have not answered yet.</summary>
    public List<(NodeName Node, int Run, Input Answer)> Runtime { get; } = [];

    public Safety Safety { get; }

    public Steps Steps { get; }

    /// <summary>What the outside wants; survives everything.</summary>
    public ImmutableArray<Function> Functions { get; }

    /// <summary>How many Pods all nodes take at most.</summary>
    public int Room => capacity * Nodes.Length;

    /// <summary>Nodes that nothing new is to be bound to.</summary>
    public HashSet<NodeName> Cordoned { get; } = [];

    /// <summary>Which nodes are given up, as their objects say.</summary>
    public NodeMarks Marks { get; }

    /// <summary>Which Nodes there are.</summary>
    public Membership Membership { get; }

    /// <summary>How often each thing has happened.</summary>
    public SortedDictionary<string, int> Tally { get; } = new(StringComparer.Ordinal);

    /// <summary>What has happened, in sentences; null if nobody wants to know.</summary>
    public List<string>? Story { get; init; }

    /// <summary>Whether sentences are left out, because what happens is told as a whole.</summary>
    public bool IsMuted { get; set; }

    public void Tell(Func<string> sentence)
    {
        if (!IsMuted)
        {
            Story?.Add(sentence());
        }
    }

    public void Count(string what, int times = 1) => Tally[what] = Tally.GetValueOrDefault(what) + times;

    public PodShape Shape(ScaleKey replicaSet) => Functions.First(function => function.ReplicaSets.Contains(replicaSet)).Shape;

    public NodeSpec Spec(NodeName node) =>
        Plain.Node(new Resources(capacity * 3 / 2, 1000, capacity), unschedulable: Cordoned.Contains(node));

    public void StepA(Input input) => A = Take(autoscaler, A, input, AD, _ => AD);

    public void StepD(Input input) => D = Take(deployment, D, input, AD, _ => DR);

    public void StepR(Input input)
    {
        var before = R;
        R = Take(replicaSet, R, input, DR, _ => RS);
        Steps.Check(before, input);
    }

    public void StepS(Input input)
    {
        var before = S;
        S = Take(scheduler, S, input, RS, link => NodeWires[new NodeName(link.Value)]);
        Steps.Check(before, input);
    }

    public void StepK(NodeName node, Input input)
    {
        if (Membership.IsDead(node))
        {
            return;
        }

        var before = K[node];
        K[node] = Take(
            kubelet, before, input, NodeWires[node], _ => throw new InvalidOperationException("A Kubelet has nothing below it."), node);
        Steps.Check(before, K[node]);
    }

    /// <summary>The next decisions that the stages' policies want to take.</summary>
    public IEnumerable<Action> Decisions()
    {
        if (autoscaler.Next(A, _ => true) is { } a)
        {
            yield return () => Decide("Autoscaler", a, StepA);
        }

        if (deployment.Next(D, _ => true) is { } d)
        {
            yield return () => Decide("Deployment stage", d, StepD);
        }

        if (replicaSet.Next(R, _ => true) is { } r)
        {
            yield return () => Decide("ReplicaSet stage", r, StepR);
        }

        if (scheduler.Next(S, _ => true) is { } s)
        {
            yield return () => Decide("Scheduler", s, StepS);
        }

        foreach (var node in Nodes)
        {
            if (kubelet.Next(K[node], _ => true) is { } k)
            {
                yield return () => Decide($"Kubelet of {node}", k, input => StepK(node, input));
            }
        }
    }

    private void Decide(string who, Input input, Action<Input> step)
    {
        Tell(() => $"the {who} decides: {Words.Of(input)}");
        step(input);
    }

    private TState Take<TState>(
        IStage<TState> stage, TState state, Input input, Wire above, Func<LinkId, Wire> below, NodeName node = default)
        where TState : class, IStageState
    {
        var step = stage.Apply(state, input);
        foreach (var output in step.Outputs)
        {
            switch (output)
            {
                case SendUp up:
                    above.Send(down: false, up.Message);
                    break;
                case SendDown down:
                    below(down.Link).Send(down: true, down.Message);
                    break;
                case StartPod start:
                    Safety.Started(start.Pod, node);
                    Runtime.Add((node, Runs[node], new PodStarted(start.Pod)));
                    break;
                case StopPod stop:
                    Runtime.Add((node, Runs[node], new PodStopped(stop.Pod)));
                    break;
                case MarkNode or UnmarkNode:
                    Marks.Request(output);
                    break;
                default:
                    Api.Requests.Add(new ApiRequest(node, Runs[node], output));
                    break;
            }
        }

        if (input is PodStopped stopped && step.Taken)
        {
            Safety.Ended(stopped.Pod);
        }

        return step.State;
    }
}
