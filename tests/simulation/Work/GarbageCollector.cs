namespace KubeDirect.Tests.Simulation.Work;

/// <summary>The garbage collectors of Kubernetes: what an owner or a node leaves behind goes after a while.</summary>
internal sealed class GarbageCollector
{
    private readonly SimLoop loop;
    private readonly ApiStore store;
    private readonly Random random;
    private readonly Action<string> replicaSetDeleted;

    /// <param name="loop">Tells the time.</param>
    /// <param name="store">What is collected.</param>
    /// <param name="random">When.</param>
    /// <param name="replicaSetDeleted">For the ordinary Deployment controller, which may need it: told some time later.</param>
    public GarbageCollector(SimLoop loop, ApiStore store, Random random, Action<string> replicaSetDeleted)
    {
        (this.loop, this.store, this.random, this.replicaSetDeleted) = (loop, store, random, replicaSetDeleted);
        store.Changed += OnChange;
    }

    private void OnChange(ApiChange change)
    {
        var gone = change.Object;
        if (change.Type == "ADDED" && gone.Collection == "pods")
        {
            // Made by a node whose watch had yet to show that the owner is gone: the collector finds that, too.
            loop.After(
                random.Seconds(0.1, 3),
                () => CollectPods(
                    pod => pod.Uid == gone.Uid && store.All("replicasets").All(owner => owner.Uid != pod.OwnerUid), force: false));
        }
        else if (change.Type == "ADDED" && gone.Collection == "replicasets")
        {
            loop.After(random.Seconds(0.1, 3), () =>
            {
                if (store.Find("replicasets", gone.Name) is { } found && found.Uid == gone.Uid && found.OwnerUid.Length > 0
                    && store.All("deployments").All(owner => owner.Uid != found.OwnerUid))
                {
                    store.Delete("replicasets", found.Name);
                }
            });
        }

        if (change.Type != "DELETED")
        {
            return;
        }

        if (gone.Collection == "replicasets")
        {
            loop.After(random.Seconds(0.1, 3), () => CollectPods(pod => pod.OwnerUid == gone.Uid, force: false));
            loop.After(random.Seconds(0.2, 2), () => replicaSetDeleted(gone.Name));
        }
        else if (gone.Collection == "nodes")
        {
            loop.After(random.Seconds(20, 40), () =>
            {
                if (store.Find("nodes", gone.Name) is null)
                {
                    CollectPods(pod => pod.NodeName == gone.Name, force: true);
                }
            });
        }
    }

    private void CollectPods(Func<ApiObject, bool> which, bool force)
    {
        foreach (var pod in store.All("pods").Where(which))
        {
            store.Delete("pods", pod.Name, force: force);
        }
    }
}
