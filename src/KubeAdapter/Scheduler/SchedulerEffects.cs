using KubeDirect.Kubernetes.Client;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.KubeAdapter.Scheduler;

/// <summary>
/// Carries out the outputs of the Scheduler: marks on Nodes. Each request is repeated until the API server carries it out. The answer goes
/// to the stage as an input.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SchedulerEffects(IApi api, int seed, ILogger logger, CancellationToken stopping) : IEffects
{
    private readonly NodeMarks marks = new(api);

    /// <summary>The stage; set before it starts.</summary>
    public required Func<IStageActor> Stage { get; init; }

    /// <summary>
    /// The mark that the stage holds for a node; null if it holds none. A request that the stage no longer wants is not repeated.
    /// </summary>
    public required Func<NodeName, string?> MarkOf { get; init; }

    /// <summary>Where the requests run.</summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <inheritdoc/>
    public void Perform(Output output)
    {
        switch (output)
        {
            case MarkNode { Over: null } mark:
                logger.LogWarning("Node {Node} has been away for too long: it is cancelled (mark {Mark}).", mark.Node, mark.Mark);
                Repeat(
                    mark.Node,
                    mark.Mark,
                    async () => (await marks.PutAsync(mark.Node.Value, mark.Mark, stopping), new CancelDone(mark.Node, mark.Mark)));
                break;
            case MarkNode { Over: { } over } mark:
                logger.LogWarning(
                    "Node {Node} has the mark {Over} of a cancellation: if it still has, it is cancelled (mark {Mark}).",
                    mark.Node,
                    over,
                    mark.Mark);
                Repeat(mark.Node, mark.Mark, () => ReplaceAsync(mark, over));
                break;
            case UnmarkNode unmark:
                logger.LogInformation("Node {Node} has drained: its cancellation ends (mark {Mark}).", unmark.Node, unmark.Mark);
                Repeat(unmark.Node, unmark.Mark, () => TakeOffAsync(unmark));
                break;
            default:
                throw new InvalidOperationException($"The Scheduler does not ask for {output}.");
        }
    }

    private async Task<(string? Failure, Input Done)> TakeOffAsync(UnmarkNode unmark) =>
        (await marks.TakeOffAsync(unmark.Node.Value, unmark.Mark, stopping), new UncancelDone(unmark.Node, unmark.Mark));

    private async Task<(string? Failure, Input Done)> ReplaceAsync(MarkNode mark, string over)
    {
        var (replaced, failure) = await marks.ReplaceAsync(mark.Node.Value, over, mark.Mark, stopping);
        return (failure, replaced ? new CancelDone(mark.Node, mark.Mark) : new CancelStale(mark.Node, mark.Mark));
    }

    private void Repeat(NodeName node, string mark, Func<Task<(string? Failure, Input Done)>> call) =>
        _ = Background.Run(() => RepeatAsync(node, mark, call), TaskScheduler);

    private async Task RepeatAsync(NodeName node, string mark, Func<Task<(string? Failure, Input Done)>> call)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), seed);
        try
        {
            var (failure, done) = await call();
            while (failure is not null)
            {
                logger.LogDebug("Node {Node}: {Failure} Trying again until it works.", node, failure);
                await Permits.DelayAsync(backoff.Next(), api.Time, stopping);
                if (MarkOf(node) != mark)
                {
                    return; // The Node was deleted meanwhile.
                }

                (failure, done) = await call();
            }

            Stage().Post(done);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The Scheduler ends. The next one sees in its watch whether the mark is there.
        }
    }
}
