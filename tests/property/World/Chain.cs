using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>The whole chain: the real step functions over a model of network, runtime, failures and API server.</summary>
internal sealed class Chain
{
    private readonly AutoscalerStage autoscaler = new();
    private readonly DeploymentStage deployment = new();
    private readonly IStage<ReplicaSetState> replicaSet;
    private readonly IStage<SchedulerState> scheduler;
    private readonly IStage<KubeletState> kubelet;
    private readonly int capacity;
    private readonly Mutant? mutant;
    private ulong incarnations;

    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="capacity">How many Pods each takes.</param>
    /// <param name="functions">How many Deployments there are.</param>
    /// <param name="mutant">The rule that is broken; null for none.</param>
    public Chain(int nodes, int capacity, int functions, Mutant? mutant = null)
    {
        this.capacity = capacity;
        this.mutant = mutant;
        Functions = [.. Enumerable.Range(0, functions).Select(i => new Function(i))];
        Marks = new NodeMarks(this);
        replicaSet = mutant?.ReplicaSet ?? new ReplicaSetStage();
        scheduler = mutant?.Scheduler ?? new SchedulerStage();
        kubelet = mutant?.Kubelet ?? new KubeletStage(maxRequests: 4);
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new NodeName($"n{i}"))];
        foreach (var node in Nodes)
        {
            K[node] = KubeletState.Initial(node);
            Runs[node] = 0;
            NodeWires[node] = new Wire { HelloCloses = mutant?.HelloKeepsConnections != true };
        }

        Restart(StageKind.Autoscaler);
        Restart(StageKind.Deployment);
        Restart(StageKind.ReplicaSet);
        Restart(StageKind.Scheduler);
    }

    public ImmutableArray<NodeName> Nodes { get; }

    public AutoscalerState A { get; private set; } = null!;

    public DeploymentState D { get; private set; } = null!;

    public ReplicaSetState R { get; private set; } = null!;

    public SchedulerState S { get; private set; } = null!;

    public Dictionary<NodeName, KubeletState> K { get; } = [];

    public Dictionary<NodeName, int> Runs { get; } = [];

    public Wire AD { get; } = new();

    public Wire DR { get; } = new();

    public Wire RS { get; } = new();

    public Dictionary<NodeName, Wire> NodeWires { get; } = [];

    public Api Api { get; } = new();

    /// <summary>Pods whose runtime has not answered yet, with what it will say.</summary>
    public List<(NodeName Node, int Run, Input Answer)> Runtime { get; } = [];

    public Safety Safety { get; } = new();

    /// <summary>What the outside wants; survives everything.</summary>
    public ImmutableArray<Function> Functions { get; }

    /// <summary>How many Pods all nodes take.</summary>
    public int Room => capacity * Nodes.Length;

    /// <summary>Nodes that nothing new is to be bound to.</summary>
    public HashSet<NodeName> Cordoned { get; } = [];

    /// <summary>Which nodes are given up, as their objects say.</summary>
    public NodeMarks Marks { get; }

    /// <summary>What has happened, in sentences.</summary>
    public List<string> Story { get; } = [];

    public IEnumerable<Wire> Wires => NodeWires.Values.Prepend(RS).Prepend(DR).Prepend(AD);

    public void Scale(Function function, int replicas)
    {
        function.Desired = replicas;
        StepA(new Scale(function.Deployment, replicas));
    }

    /// <summary>The template changes: another ReplicaSet is the current one, and every stage that watches sees it.</summary>
    public void ChangeTemplate(Function function, int revision)
    {
        function.Revise(revision);
        StepR(new ObserveReplicaSet(function.Current, Exists: true));
        StepS(ShapeOf(function, function.Current));
        StepD(new ObserveReplicaSet(function.Current, Exists: true));
        StepD(new ObserveDeployment(function.Deployment, function.Current));
    }

    public void Cordon(NodeName node, bool cordoned)
    {
        _ = cordoned ? Cordoned.Add(node) : Cordoned.Remove(node);
        StepS(NodeAsWatched(node));
    }

    public void StepA(Input input) => A = Take(autoscaler, A, input, AD, _ => AD);

    public void StepD(Input input) => D = Take(deployment, D, input, AD, _ => DR);

    public void StepR(Input input)
    {
        R = Take(replicaSet, R, input, DR, _ => RS);
        if (input is CreatePod create)
        {
            Safety.Created(this, create.Pod.Owner);
        }
    }

    public void StepS(Input input)
    {
        var before = S;
        S = Take(scheduler, S, input, RS, link => NodeWires[new NodeName(link.Value)]);
        if (!ReferenceEquals(before, S) && input is Excuse or CancelDone or ObserveCancelled)
        {
            Safety.LeftOut = true;
        }

        if (input is CancelDone { Node: var node } && !ReferenceEquals(before, S) && !S.Nodes[node].Link.InSync)
        {
            Safety.GivenUp(this, node);
        }
    }

    public void StepK(NodeName node, Input input) => K[node] = Take(kubelet, K[node], input, NodeWires[node], _ => throw new InvalidOperationException("A Kubelet has nothing below it."), node);

    /// <summary>A stage crashes and starts again, empty. What a Kubelet ran ends with it.</summary>
    public void Restart(StageKind kind, NodeName node = default)
    {
        var incarnation = ++incarnations;
        switch (kind)
        {
            case StageKind.Autoscaler:
                A = AutoscalerState.Initial(incarnation);
                Cut(AD);
                foreach (var function in Functions)
                {
                    StepA(new Scale(function.Deployment, function.Desired));
                }

                StepA(Listed.Now);
                break;
            case StageKind.Deployment:
                D = DeploymentState.Initial(incarnation);
                Cut(AD);
                Cut(DR);
                foreach (var function in Functions)
                {
                    foreach (var known in function.ReplicaSets)
                    {
                        StepD(new ObserveReplicaSet(known, Exists: true));
                    }

                    StepD(new ObserveDeployment(function.Deployment, function.Current));
                }

                StepD(Listed.Now);
                break;
            case StageKind.ReplicaSet:
                R = ReplicaSetState.Initial(incarnation);
                Cut(DR);
                Cut(RS);
                foreach (var known in Functions.SelectMany(function => function.ReplicaSets))
                {
                    StepR(new ObserveReplicaSet(known, Exists: true));
                }

                StepR(Listed.Now);
                break;
            case StageKind.Scheduler:
                S = SchedulerState.Initial(mutant?.RepeatsEpochs == true ? 1 : incarnation);
                Cut(RS);
                foreach (var name in Nodes)
                {
                    Cut(NodeWires[name]);
                    StepS(NodeAsWatched(name));
                    Marks.Seen(name);
                }

                foreach (var function in Functions)
                {
                    foreach (var known in function.ReplicaSets)
                    {
                        StepS(ShapeOf(function, known));
                    }
                }

                StepS(Listed.Now);
                break;
            default:
                foreach (var pod in K[node].Pods.Keys)
                {
                    Safety.Ended(pod);
                }

                K[node] = KubeletState.Initial(node);
                Runs[node]++;
                Cut(NodeWires[node]);
                Marks.Seen(node);
                break;
        }
    }

    /// <summary>Whether the upstream end of a link should dial: it has no connection, or one that it knows to be broken.</summary>
    public void Connect(Wire wire)
    {
        if (wire.Current != Epoch.None)
        {
            return;
        }

        if (wire.UpstreamBelieves)
        {
            wire.UpstreamBelieves = false;
            Upstream(wire, link => new LinkLost(link));
        }

        Upstream(wire, link => new Connect(link));
    }

    public void Deliver(Wire wire, bool down, Message message)
    {
        if (message is Hello hello)
        {
            wire.Greeted(hello.Epoch);
        }

        var (held, before) = Receiver(wire, down);
        if (down)
        {
            Downstream(wire, new FromAbove(message));
        }
        else
        {
            Upstream(wire, link => new FromBelow(link, message));
        }

        if (message is not Hello && message.Epoch != held && !ReferenceEquals(before, Receiver(wire, down).State))
        {
            Safety.Violations.Add($"EpochFencing: {Story.LastOrDefault()} changed a stage whose epoch is {held}");
        }
    }

    /// <summary>What stands at the ends of a link, in words.</summary>
    public string NameOf(Wire wire) =>
        wire == AD ? "Autoscaler-Deployment" : wire == DR ? "Deployment-ReplicaSet" : wire == RS ? "ReplicaSet-Scheduler" : $"Scheduler-{NodeOf(wire)}";

    private static ObserveShape ShapeOf(Function function, ScaleKey replicaSet) =>
        new ObserveShape(replicaSet, new PodShape(new Resources(1, 1, 1), ImmutableSortedDictionary<string, string>.Empty, []) { Priority = function.Priority });

    private NodeName NodeOf(Wire wire) => NodeWires.First(pair => pair.Value == wire).Key;

    private ObserveNode NodeAsWatched(NodeName node) =>
        new(node, new NodeSpec(new Resources(1000, 1000, capacity), ImmutableSortedDictionary<string, string>.Empty, [], Ready: true, Cordoned.Contains(node)));

    /// <summary>The epoch and the state of the end that a message arrives at.</summary>
    private (Epoch Epoch, object State) Receiver(Wire wire, bool down) =>
        wire == AD ? down ? (D.Above.Epoch, D) : (A.Below.Epoch, A)
        : wire == DR ? down ? (R.Above.Epoch, R) : (D.Below.Epoch, D)
        : wire == RS ? down ? (S.Above.Epoch, S) : (R.Below.Epoch, R)
        : NodeOf(wire) is var node && down ? (K[node].Above.Epoch, K[node]) : (S.Nodes[node].Link.Epoch, S);

    /// <summary>The next decision that some stage's policy wants to take, as something to do; null if none wants any.</summary>
    public IEnumerable<Action> Decisions()
    {
        if (autoscaler.Next(A, _ => true) is { } a)
        {
            yield return () => StepA(a);
        }

        if (deployment.Next(D, _ => true) is { } d)
        {
            yield return () => StepD(d);
        }

        if (replicaSet.Next(R, _ => true) is { } r)
        {
            yield return () => StepR(r);
        }

        if (scheduler.Next(S, _ => true) is { } s)
        {
            yield return () => StepS(s);
        }

        foreach (var node in Nodes)
        {
            if (kubelet.Next(K[node], _ => true) is { } k)
            {
                yield return () => StepK(node, k);
            }
        }
    }

    private static void Cut(Wire wire) => wire.Break(keep: 1);

    private void Upstream(Wire wire, Func<LinkId, Input> input)
    {
        if (wire == AD)
        {
            StepA(input(LinkId.Only));
        }
        else if (wire == DR)
        {
            StepD(input(LinkId.Only));
        }
        else if (wire == RS)
        {
            StepR(input(LinkId.Only));
        }
        else
        {
            StepS(input(LinkId.To(NodeOf(wire))));
        }
    }

    private void Downstream(Wire wire, Input input)
    {
        if (wire == AD)
        {
            StepD(input);
        }
        else if (wire == DR)
        {
            StepR(input);
        }
        else if (wire == RS)
        {
            StepS(input);
        }
        else
        {
            StepK(NodeOf(wire), input);
        }
    }

    private TState Take<TState>(IStage<TState> stage, TState state, Input input, Wire above, Func<LinkId, Wire> below, NodeName node = default)
        where TState : class
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
                    Api.Requests.Add(new ApiRequest(node, Runs[node], PodOf(output), output));
                    break;
            }
        }

        if (input is PodStopped stopped && step.Taken)
        {
            Safety.Ended(stopped.Pod);
        }

        return step.State;
    }

    private static PodId PodOf(Output output) => output switch
    {
        CreateObject create => create.Pod,
        ShowReady show => show.Pod,
        DeleteObject delete => delete.Pod,
        _ => throw new InvalidOperationException($"No request: {output}."),
    };
}

internal enum StageKind
{
    Autoscaler,
    Deployment,
    ReplicaSet,
    Scheduler,
    Kubelet,
}
