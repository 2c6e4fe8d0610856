using System.Collections.Immutable;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Monitoring;

/// <summary>
/// Checks safety properties of the protocol while it runs, over every stage of this process that it observes: UniqueBinding,
/// NoResurrection, EpochFencing, Capacity, NoPhantomReady, NoOverCreation and CancelledDrains.
/// </summary>
/// <remarks>
/// Thread-safe. A step costs a few comparisons, and a short lock if it concerns a Pod. Memory is bounded by the number of live Pods
/// and <see cref="SafetyMonitorOptions.EndedPods"/>. A Pod that ended longer ago is not judged any more.
/// </remarks>
public sealed class SafetyMonitor : IStepObserver
{
    private const int MaxKept = 100;

    private readonly SafetyMonitorOptions options;
    private readonly object gate = new();
    private readonly List<string> violations = [];
    private readonly PodHistory pods;
    private readonly LivePods live = new();
    private readonly Promises promises;
    private readonly HashSet<(string Stage, LinkId Link)> connected = [];
    private bool failureSeen;
    private long violationCount;
    private long steps;

    /// <summary>Makes a monitor.</summary>
    /// <param name="options">What it may assume; null for the defaults.</param>
    public SafetyMonitor(SafetyMonitorOptions? options = null)
    {
        this.options = OptionsCheck.Valid(options ?? new SafetyMonitorOptions(), nameof(options));
        pods = new PodHistory(this.options.EndedPods);
        promises = new Promises(pods.HasEnded);
        failureSeen = !this.options.ExpectNoFailures;
    }

    /// <summary>The first hundred violations, each one sentence that begins with the property's name. A copy.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (gate)
            {
                return [.. violations];
            }
        }
    }

    /// <summary>How many violations were seen, including those that are not kept.</summary>
    public long ViolationCount => Interlocked.Read(ref violationCount);

    /// <summary>How many steps were checked.</summary>
    public long Steps => Interlocked.Read(ref steps);

    /// <summary>How many Pods were started.</summary>
    public long PodsStarted
    {
        get
        {
            lock (gate)
            {
                return pods.Started;
            }
        }
    }

    /// <summary>
    /// A stage, a node or a link has failed or is about to fail. From now on NoOverCreation is not judged, because it holds only without
    /// failures.
    /// </summary>
    public void FailureSeen()
    {
        lock (gate)
        {
            failureSeen = true;
        }
    }

    /// <summary>A node starts again and runs nothing. Every Pod that it ran has ended, and must not start again anywhere.</summary>
    /// <param name="node">The node, once its former Kubelet takes no more steps.</param>
    public void NodeRestarted(NodeName node)
    {
        lock (gate)
        {
            failureSeen = true;
            pods.EndAll(node);
            promises.ReleaseAll(node);
        }
    }

    /// <inheritdoc/>
    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        Interlocked.Increment(ref steps);
        switch (input)
        {
            case FromAbove { Message: Hello }:
                break;
            case FromAbove above:
                Fence(stage, before, before.Above?.Epoch, above.Message, step);
                break;
            case FromBelow below:
                Fence(stage, before, before.LinkTo(below.Link)?.Epoch, below.Message, step);
                break;
            case Connect connect:
                OnConnect(stage, connect.Link);
                break;
            case LinkLost when step.Taken:
                FailureSeen();
                break;
        }

        switch (step.State)
        {
            case KubeletState kubelet:
                OnKubelet(kubelet.Node, input, step);
                break;
            case SchedulerState when step.Taken
                && input is (Connect or ObserveNode or FromBelow or BindPod
                    or Cancel or CancelStale or ObserveCancelled or Uncancel or UncancelDone):
                OnScheduler((before as SchedulerState)!, input, step.Outputs, changed: !ReferenceEquals(before, step.State));
                break;
            case ReplicaSetState replicaSet when step.Taken:
                OnReplicaSet((before as ReplicaSetState)!, replicaSet, input);
                break;
        }
    }

    /// <param name="stage">The stage's name.</param>
    /// <param name="before">The state before the step.</param>
    /// <param name="held">The epoch of the message's link; null if the stage has no such link.</param>
    /// <param name="message">The message that the step took.</param>
    /// <param name="step">Its result.</param>
    private void Fence<TState>(string stage, TState before, Epoch? held, Message message, Step<TState> step)
        where TState : class, IStageState
    {
        if (held != message.Epoch && !(ReferenceEquals(before, step.State) && step.Outputs.IsDefaultOrEmpty))
        {
            lock (gate)
            {
                Add(
                    $"EpochFencing: {stage} acted on {message.GetType().Name} of epoch {message.Epoch} "
                    + $"while it held {held ?? Epoch.None}.");
            }
        }
    }

    /// <summary>A second connection of a link means that the first one broke or that its stage restarted.</summary>
    private void OnConnect(string stage, LinkId link)
    {
        lock (gate)
        {
            failureSeen |= !connected.Add((stage, link));
        }
    }

    private void OnKubelet<TState>(NodeName node, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        if (!step.Taken)
        {
            return;
        }

        foreach (var output in step.Outputs)
        {
            if (output is StartPod start)
            {
                lock (gate)
                {
                    if (pods.Start(start.Pod, node) is { } violation)
                    {
                        Add(violation);
                    }
                }
            }
        }

        if (input is PodStarted started)
        {
            lock (gate)
            {
                pods.Ready(started.Pod);
            }
        }
        else if (input is PodStopped stopped)
        {
            lock (gate)
            {
                pods.End(stopped.Pod);
                promises.Release(node, stopped.Pod);
            }
        }
    }

    private void OnScheduler(SchedulerState before, Input input, ImmutableArray<Output> outputs, bool changed)
    {
        lock (gate)
        {
            // A node that is given up is like one that failed: its Pods are replaced, and it may still run them.
            failureSeen |= changed && input is Cancel or ObserveCancelled;
            if (promises.OnStep(before, input, outputs) is { } violation)
            {
                Add(violation);
            }
        }
    }

    private void OnReplicaSet(ReplicaSetState before, ReplicaSetState after, Input input)
    {
        switch (input)
        {
            case FromBelow { Message: Update update } when before.Below.Accepts(update.Epoch):
                lock (gate)
                {
                    foreach (var report in update.Pods)
                    {
                        CheckReady(report);
                        live.Set(report);
                    }

                    foreach (var pod in update.Tombstones)
                    {
                        live.Remove(pod);
                    }
                }

                break;
            case FromBelow { Message: PodSnapshot snapshot } when before.Below.Awaits(snapshot.Epoch):
                lock (gate)
                {
                    live.Reset(after);
                    foreach (var report in snapshot.Pods)
                    {
                        CheckReady(report);
                    }
                }

                break;
            case TombstonePod tombstone:
                lock (gate)
                {
                    live.Remove(tombstone.Pod);
                }

                break;
            case CreatePod create:
                lock (gate)
                {
                    var now = live.Add(create.Pod);
                    var wanted = after.ViewOf(create.Pod.Owner).Held?.Replicas ?? 0;
                    if (!failureSeen && now > wanted)
                    {
                        Add($"NoOverCreation: {create.Pod} is live Pod number {now} of {wanted} that are wanted.");
                    }
                }

                break;
        }
    }

    private void CheckReady(PodReport report)
    {
        if (options.AllKubeletsHere && report.Phase == Phase.Ready && pods.NeverReady(report.Pod))
        {
            Add($"NoPhantomReady: {report.Pod} counts as ready on {report.Node}, and no Kubelet has started it.");
        }
    }

    private void Add(string violation)
    {
        Interlocked.Increment(ref violationCount);
        if (violations.Count < MaxKept)
        {
            violations.Add(violation);
        }
    }
}
