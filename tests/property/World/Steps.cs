using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>The safety properties of steps: what must not happen between a state and the next, by the specification's names.</summary>
internal sealed class Steps(Chain chain)
{
    /// <summary>In place of the run, where the Node was deleted.</summary>
    private const ulong WithNode = 0;

    /// <summary>Pods that a run of the Scheduler gave up with their node.</summary>
    private readonly HashSet<(PodId Pod, NodeName Node, ulong Incarnation)> lost = [];

    /// <summary>Whether the Scheduler ever went on without a node that it has not given up, which may run what nobody counts.</summary>
    private bool leftOut;

    private Safety Safety => chain.Safety;

    /// <summary>What the ReplicaSet stage did.</summary>
    public void Check(ReplicaSetState before, Input input)
    {
        foreach (var (key, group) in before.ReplicaSets)
        {
            var now = chain.R.ViewOf(key);
            if (!ReferenceEquals(group, now))
            {
                Kept(group.Tombstones, now.Tombstones.Contains, "ReplicaSet stage");
                foreach (var (pod, view) in group.Pods)
                {
                    Safety.Require(
                        !now.Pods.TryGetValue(pod, out var next) || next.Phase >= view.Phase,
                        () => $"PhasesAdvance: {pod} was {view.Phase} for the ReplicaSet stage");
                }
            }
        }

        if (input is CreatePod create && !ReferenceEquals(before, chain.R))
        {
            Created(create.Pod.Owner);
        }
    }

    /// <summary>What the Scheduler did.</summary>
    public void Check(SchedulerState before, Input input)
    {
        var now = chain.S;
        if (input is ObserveNode { Spec: null, Node: var gone })
        {
            // What the node runs may come back with it and is a Pod like any other then, even if this run had given it up before.
            lost.RemoveWhere(pod => pod.Node == gone && pod.Incarnation == before.Incarnation);
            Lose(gone, WithNode);
        }

        if (!ReferenceEquals(before.Tombstones, now.Tombstones))
        {
            Kept(before.Tombstones, now.Tombstones.Contains, "Scheduler");
        }

        if (!ReferenceEquals(before.Pods, now.Pods))
        {
            foreach (var (pod, binding) in before.Pods)
            {
                Safety.Require(
                    !now.Pods.TryGetValue(pod, out var next) || next.Phase >= binding.Phase,
                    () => $"PhasesAdvance: {pod} was {binding.Phase} for the Scheduler");
            }
        }

        if (ReferenceEquals(before, now))
        {
            return;
        }

        leftOut |= input is Excuse;
        if (input is CancelDone { Node: var name } && !now.Nodes[name].Link.InSync)
        {
            chain.Count("nodes given up");
            Lose(name, now.Incarnation);
        }

        if (input is FromBelow { Message: PodSnapshot, Link: var link })
        {
            var node = new NodeName(link.Value);
            chain.Count(
                "Pods adopted again",
                now.Nodes[node].Pods.Count(pod => lost.Contains((pod, node, WithNode)) && !before.Pods.ContainsKey(pod)));
        }

        if (input is BindPod bind)
        {
            Bound(before, bind.Pod, bind.Node);
        }
        else if (input is Preempt preempt)
        {
            chain.Count("preemptions");
            chain.Count("victims", preempt.Victims.Length);
        }
    }

    /// <summary>A Scheduler starts: of Nodes that it does not find it knows nothing, and waits for none of them.</summary>
    public void Restarted()
    {
        foreach (var node in chain.Nodes.Where(node => !chain.Membership.IsThere(node)))
        {
            Lose(node, WithNode);
        }
    }

    /// <summary>What a Kubelet did.</summary>
    public void Check(KubeletState before, KubeletState now)
    {
        if (!ReferenceEquals(before.Pods, now.Pods))
        {
            foreach (var (pod, local) in before.Pods)
            {
                Safety.Require(
                    !now.Pods.TryGetValue(pod, out var next) || next.Phase >= local.Phase,
                    () => $"PhasesAdvance: {pod} was {local.Phase} for {now.Node}");
            }
        }
    }

    /// <summary>A node is given up: with what it runs, and with what it may yet be told to.</summary>
    private void Lose(NodeName node, ulong incarnation)
    {
        var wire = chain.NodeWires[node];
        var bound = wire.Down.Concat(wire.Late.Select(late => late.Message)).OfType<Bind>().Select(bind => bind.Pod);
        lost.UnionWith(chain.K[node].Pods.Keys.Concat(bound).Select(pod => (pod, node, incarnation)));
    }

    /// <summary>Whether a node ends what was given up with it: it is marked, or its Node is deleted, and the mark with it.</summary>
    private bool IsEndedBy(NodeName node, PodId pod) =>
        chain.Marks.Of(node) is not null
        || (chain.Membership.WasDeleted(node) && lost.Any(given => given.Pod == pod && given.Node == node));

    /// <summary>TombstoneKept: a live stage forgets a tombstone only when its Pod runs nowhere and will
    /// not, or on a node that is cancelled, or was given up because its Node is deleted.</summary>
    private void Kept(IEnumerable<PodId> before, Func<PodId, bool> isKept, string who)
    {
        foreach (var pod in before.Where(pod => !isKept(pod)))
        {
            Safety.Require(
                chain.Nodes.All(node => IsEndedBy(node, pod)
                    || (!chain.K[node].Pods.ContainsKey(pod)
                        && !chain.NodeWires[node].Down.Any(message => message is Bind bind && bind.Pod == pod))),
                () => $"TombstoneKept: the {who} forgets the tombstone of {pod}, which runs");
        }
    }

    /// <summary>NoOverCreation: whoever makes a Pod makes no more than are wanted, counting
    /// those that live anywhere and were not given up, unless a node was left out.</summary>
    private void Created(ScaleKey owner)
    {
        var group = chain.R.ViewOf(owner);
        var alive = group.Live.Select(victim => victim.Pod).ToHashSet();
        alive.UnionWith(chain.K.Values.SelectMany(node => node.Pods)
            .Where(pair => pair.Key.Owner == owner && pair.Value.Phase < Phase.Terminating && !group.Tombstones.Contains(pair.Key)
                && !chain.S.Tombstones.Contains(pair.Key))
            .Select(pair => pair.Key));
        alive.ExceptWith(lost.Select(pod => pod.Pod));
        Safety.Require(
            leftOut || alive.Count <= group.Held?.Replicas,
            () => $"NoOverCreation: {alive.Count} Pods of {owner} where {group.Held?.Replicas} are wanted");
    }

    /// <summary>CancelledDrains and NominatedFirst: what a Pod is not bound to.</summary>
    private void Bound(SchedulerState before, PodId pod, NodeName name)
    {
        Safety.Require(
            !chain.K[name].Pods.Keys.Any(held => lost.Contains((held, name, before.Incarnation))),
            () => $"CancelledDrains: {pod} is bound to {name}, which still runs what was given up with it");
        var owed = Owed(before, name).Where(other => chain.Shape(other.Owner).Priority > chain.Shape(pod.Owner).Priority).ToList();
        Safety.Require(
            owed.Count == 0 || (Total(chain.S.Nodes[name].Pods) + Total(owed)).FitsIn(chain.Spec(name).Allocatable),
            () => $"NominatedFirst: {pod} takes room on {name} that was made for {string.Join(", ", owed)}");
    }

    /// <summary>For whom room is being made on a node and will suffice, the
    /// most important first: what is left beside them is anybody's.</summary>
    private List<PodId> Owed(SchedulerState before, NodeName name)
    {
        var claimed =
            Total(before.Nodes[name].Pods.Where(pod => !before.Tombstones.Contains(pod) && before.Pods[pod].Phase < Phase.Terminating));
        var owed = new List<PodId>();
        foreach (var pod in before.Nominated.Where(pair => pair.Value == name)
            .Select(pair => pair.Key)
            .OrderByDescending(pod => chain.Shape(pod.Owner).Priority)
            .ThenBy(pod => pod))
        {
            var requests = chain.Shape(pod.Owner).Requests;
            if ((claimed + requests).FitsIn(chain.Spec(name).Allocatable))
            {
                claimed += requests;
                owed.Add(pod);
            }
        }

        return owed;
    }

    private Resources Total(IEnumerable<PodId> pods) =>
        pods.Aggregate(default(Resources), (sum, pod) => sum + chain.Shape(pod.Owner).Requests);
}
