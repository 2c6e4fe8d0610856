using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>The whole chain: the real step functions over a model of network, runtime, failures and API server.</summary>
internal sealed class Chain
{
    public static readonly ScaleKey Deployment = new("default/web");
    public static readonly ScaleKey ReplicaSet = new("default/web-abc");

    private readonly AutoscalerStage autoscaler = new();
    private readonly DeploymentStage deployment = new();
    private readonly IStage<ReplicaSetState> replicaSet;
    private readonly IStage<SchedulerState> scheduler;
    private readonly IStage<KubeletState> kubelet;
    private readonly int capacity;
    private ulong incarnations;

    public Chain(int nodes, int capacity, Mutant? mutant = null)
    {
        this.capacity = capacity;
        replicaSet = mutant?.ReplicaSet ?? new ReplicaSetStage();
        scheduler = mutant?.Scheduler ?? new SchedulerStage();
        kubelet = mutant?.Kubelet ?? new KubeletStage(maxRequests: 4);
        Nodes = [.. Enumerable.Range(0, nodes).Select(i => new NodeName($"n{i}"))];
        foreach (var node in Nodes)
        {
            K[node] = KubeletState.Initial(node);
            Runs[node] = 0;
            NodeWires[node] = new Wire();
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
    public int Desired { get; private set; }

    public IEnumerable<Wire> Wires => NodeWires.Values.Prepend(RS).Prepend(DR).Prepend(AD);

    public void Scale(int replicas)
    {
        Desired = replicas;
        StepA(new Scale(Deployment, replicas));
    }

    public void StepA(Input input) => A = Take(autoscaler, A, input, AD, _ => AD);

    public void StepD(Input input) => D = Take(deployment, D, input, AD, _ => DR);

    public void StepR(Input input) => R = Take(replicaSet, R, input, DR, _ => RS);

    public void StepS(Input input) => S = Take(scheduler, S, input, RS, link => NodeWires[new NodeName(link.Value)]);

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
                StepA(new Scale(Deployment, Desired));
                StepA(Listed.Now);
                break;
            case StageKind.Deployment:
                D = DeploymentState.Initial(incarnation);
                Cut(AD);
                Cut(DR);
                StepD(new ObserveDeployment(Deployment, ReplicaSet));
                StepD(Listed.Now);
                break;
            case StageKind.ReplicaSet:
                R = ReplicaSetState.Initial(incarnation);
                Cut(DR);
                Cut(RS);
                StepR(new ObserveReplicaSet(ReplicaSet, Exists: true));
                StepR(Listed.Now);
                break;
            case StageKind.Scheduler:
                S = SchedulerState.Initial(incarnation);
                Cut(RS);
                foreach (var name in Nodes)
                {
                    Cut(NodeWires[name]);
                    StepS(new ObserveNode(name, new NodeSpec(new Resources(1000, 1000, capacity), ImmutableSortedDictionary<string, string>.Empty, [], Ready: true, Unschedulable: false)));
                }

                StepS(new ObserveShape(ReplicaSet, new PodShape(new Resources(1, 1, 1), ImmutableSortedDictionary<string, string>.Empty, [])));
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

        if (down)
        {
            Downstream(wire, new FromAbove(message));
        }
        else
        {
            Upstream(wire, link => new FromBelow(link, message));
        }
    }

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
            StepS(input(LinkId.To(NodeWires.First(pair => pair.Value == wire).Key)));
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
            StepK(NodeWires.First(pair => pair.Value == wire).Key, input);
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
