using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Monitoring;

/// <summary>
/// The resources of each node that the Scheduler has promised to Pods and that are not free again. They are added up from the messages,
/// independently of the Scheduler's own sums. Not thread-safe.
/// </summary>
/// <param name="hasEnded">Whether a Pod is known to have ended, though the Scheduler may not have heard of it.</param>
internal sealed class Promises(Func<PodId, bool> hasEnded)
{
    // A leader that was paused may go on beside its successor. Each run is judged by what it could know; what a former leader sends is
    // dropped.
    private const int MaxRuns = 4;

    private readonly Dictionary<ulong, Run> runs = [];
    private readonly Queue<ulong> order = new();

    /// <summary>Judges a step of a Scheduler.</summary>
    /// <returns>The property that it violates, in one sentence; or null.</returns>
    public string? OnStep(SchedulerState before, Input input, ImmutableArray<Output> outputs)
    {
        if (!runs.TryGetValue(before.Incarnation, out var run))
        {
            if (runs.Count == MaxRuns)
            {
                runs.Remove(order.Dequeue());
            }

            order.Enqueue(before.Incarnation);
            runs.Add(before.Incarnation, run = new Run(hasEnded));
        }

        return run.OnStep(before, input, outputs);
    }

    /// <summary>A Pod has ended on a node, whether or not the Scheduler knows.</summary>
    public void Release(NodeName node, PodId pod)
    {
        foreach (var run in runs.Values)
        {
            run.Release(node, pod);
        }
    }

    /// <summary>Nothing runs on a node any more.</summary>
    public void ReleaseAll(NodeName node)
    {
        foreach (var run in runs.Values)
        {
            run.ReleaseAll(node);
        }
    }

    /// <summary>What one run of the Scheduler has promised.</summary>
    private sealed class Run(Func<PodId, bool> hasEnded)
    {
        private readonly Dictionary<NodeName, Resources> offers = [];
        private readonly Dictionary<NodeName, Ledger> promised = [];
        private readonly HashSet<NodeName> cancelled = [];

        public string? OnStep(SchedulerState before, Input input, ImmutableArray<Output> outputs)
        {
            switch (input)
            {
                case ObserveNode { Spec: { } spec } observed:
                    offers[observed.Node] = spec.Allocatable;
                    return null;
                case ObserveNode observed:
                    offers.Remove(observed.Node);
                    promised.Remove(observed.Node);
                    cancelled.Remove(observed.Node);
                    return null;
                case FromBelow { Message: PodSnapshot snapshot } from when before.LinkTo(from.Link) is { } link
                    && link.Awaits(snapshot.Epoch):
                    var held = promised[new NodeName(from.Link.Value)] = new Ledger();
                    foreach (var report in snapshot.Pods.Where(report => !hasEnded(report.Pod)))
                    {
                        held.Set(report.Pod, report.Requests);
                    }

                    return null;
                case FromBelow { Message: Update update } from when before.LinkTo(from.Link) is { } link && link.Accepts(update.Epoch):
                    foreach (var report in update.Pods.Where(report => report.Phase == Phase.Gone))
                    {
                        Release(new NodeName(from.Link.Value), report.Pod);
                    }

                    return null;
                case Cancel cancel:
                    cancelled.Add(cancel.Node);
                    return null;
                case ObserveCancelled observed when before.Nodes.TryGetValue(observed.Node, out var view)
                    && !before.Lifted.Contains(observed.Mark)
                    && view.Cancelled is null:
                    cancelled.Add(observed.Node);
                    return null;
                case Uncancel uncancel:
                    return promised.TryGetValue(uncancel.Node, out var left) && left.Count > 0
                        ? $"CancelledDrains: {uncancel.Node} was given up and is to be used again while it has {left.Count} of its Pods."
                        : null;
                case CancelStale stale:
                    cancelled.Remove(stale.Node);
                    return null;
                case UncancelDone done:
                    cancelled.Remove(done.Node);
                    return null;
                case BindPod bound when cancelled.Contains(bound.Node):
                    return $"CancelledDrains: {bound.Pod} is bound to {bound.Node}, which is given up.";
                case BindPod:
                    return outputs.OfType<SendDown>().Select(Bind).FirstOrDefault(violation => violation is not null);
                default:
                    return null;
            }
        }

        public void Release(NodeName node, PodId pod)
        {
            if (promised.TryGetValue(node, out var held))
            {
                held.Remove(pod);
            }
        }

        public void ReleaseAll(NodeName node) => promised.Remove(node);

        private string? Bind(SendDown send)
        {
            if (send.Message is not Bind bind)
            {
                return null;
            }

            var node = new NodeName(send.Link.Value);
            if (!promised.TryGetValue(node, out var held))
            {
                promised.Add(node, held = new Ledger());
            }

            held.Set(bind.Pod, bind.Requests);
            return !offers.TryGetValue(node, out var offer) || held.FitsIn(offer) ? null
                : $"Capacity: with {bind.Pod}, {node} was promised {held}, "
                    + $"and has {offer.MilliCpu} m, {offer.MemoryBytes} bytes and {offer.Pods} places.";
        }
    }

    /// <summary>What the Pods of one node take. The sums are of a wider type than the requests, so that they cannot overflow.</summary>
    private sealed class Ledger
    {
        private readonly Dictionary<PodId, Resources> pods = [];
        private Int128 cpu;
        private Int128 memory;
        private Int128 places;

        public int Count => pods.Count;

        public void Set(PodId pod, Resources requests)
        {
            Remove(pod);
            pods.Add(pod, requests);
            (cpu, memory, places) = (cpu + requests.MilliCpu, memory + requests.MemoryBytes, places + requests.Pods);
        }

        public void Remove(PodId pod)
        {
            if (pods.Remove(pod, out var requests))
            {
                (cpu, memory, places) = (cpu - requests.MilliCpu, memory - requests.MemoryBytes, places - requests.Pods);
            }
        }

        public bool FitsIn(Resources offer) => cpu <= offer.MilliCpu && memory <= offer.MemoryBytes && places <= offer.Pods;

        public override string ToString() => $"{cpu} m of processor, {memory} bytes and {places} places";
    }
}
