namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>The latest changes of one resource, in a ring of bounded length. Guarded by the store's lock.</summary>
internal sealed class EventLog(int capacity)
{
    private readonly Queue<WatchEvent> events = new();

    /// <summary>The version of the latest change that was forgotten: a watch can start at this version or later.</summary>
    public long ForgottenThrough { get; private set; }

    public void Append(WatchEvent change)
    {
        if (events.Count == capacity)
        {
            ForgottenThrough = events.Dequeue().Version;
        }

        events.Enqueue(change);
    }

    /// <summary>Forgets everything up to a version, as compaction does.</summary>
    public void Forget(long through)
    {
        while (events.TryPeek(out var oldest) && oldest.Version <= through)
        {
            events.Dequeue();
        }

        ForgottenThrough = Math.Max(ForgottenThrough, through);
    }

    /// <summary>The changes after a version, oldest first.</summary>
    public WatchEvent[] Since(long version) => [.. events.SkipWhile(change => change.Version <= version)];
}
