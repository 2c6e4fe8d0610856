using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Informers;
using KubeDirect.Kubernetes.Objects;
using KubeDirect.Kubernetes.Publishing;
using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>
/// Finds deletions that no watch shows: of objects that were created and deleted between two lists, so that the informer never had them.
/// </summary>
/// <param name="server">The API server.</param>
/// <param name="stage">The Kubelet.</param>
/// <param name="seed">Seed of the jitter between attempts.</param>
/// <param name="stopping">Cancelled when the node ends.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class MissedDeletions(IApi server, StageActor<KubeletState> stage, int seed, CancellationToken stopping)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);
    private readonly PodApi api = new(server);

    /// <summary>Where the requests run.</summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <summary>To be called after every complete list.</summary>
    /// <param name="listed">The objects of the list, without later changes.</param>
    /// <remarks>
    /// If the Kubelet knows an object and the list lacks it, then the object was deleted before the list or created after it. Only the API
    /// server can tell. An object that the Kubelet does not know yet needs no look: its next request comes after the list and finds out.
    /// </remarks>
    public void Look(ObjectStore<V1Pod> listed)
    {
        foreach (var (pod, publication) in stage.State.Objects)
        {
            var key = ChainKeys.ObjectKeyOf(pod);
            if (publication.Shown is Shown.Created or Shown.Readying or Shown.Ready
                && listed.Get(key.Namespace, key.Name)?.Metadata.Uid != publication.Uid)
            {
                _ = Background.Run(() => AskAsync(pod, key, publication.Uid), TaskScheduler);
            }
        }
    }

    private async Task AskAsync(PodId pod, ObjectKey key, string uid)
    {
        var backoff = new Backoff(Soon, Late, seed);
        try
        {
            while (true)
            {
                switch (await api.ExistsAsync(key.Namespace, key.Name, uid, stopping))
                {
                    case true:
                        return;
                    case false:
                        stage.Post(new ObserveDeleted(pod, uid, Gone: true));
                        return;
                    default:
                        await Permits.DelayAsync(backoff.Next(), server.Time, stopping);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end of the node cancels the requests.
        }
    }
}
