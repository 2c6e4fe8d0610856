namespace KubeDirect.Tests.Simulation;

/// <summary>The battery: every class of fault that a run must have seen at least once.</summary>
internal enum FaultClass
{
    CrashReceivedNotApplied,
    CrashAppliedNotSent,
    CrashSentNotAcknowledged,
    CrashInHandshake,
    CrashWhilePublishing,
    CrashOfAdjacentPair,
    CrashOfAll,
    LateMessageOfOldEpoch,
    DuplicateAcrossReconnection,
    ReorderAcrossReconnection,
    PausedLeaderResumes,
    RestartAgainstLaggingApi,
    NodeDeletedAndAdded,
    NodeNeverReturns,
    NodeCancelledAndReturns,
    LostTombstone,
    ScaleUpAndDownCoalesced,
    WatchExpiredDuringPartition,
    DeleteDuringHandshake,
    LinkDrop,
    LinkDelay,
    OneWayPartition,
    HalfOpen,
    Flapping,
    SlowConsumer,
    QueueFull,
    ApiAwayForScaleUp,
    ApiErrors,
    LostAnswer,
    ConflictStorm,
    PodsRefused,
    StaleWatch,
    BrokenWatch,
    SilentWatch,
    EvictionDuringScaleDown,
    CapacityLostAfterBinding,
    OutsideWriterEdits,
    OutsideWriterDeletes,
    ClockJump,
    Preemption,
    CrashDuringPreemption,
}

/// <summary>How often each class fired.</summary>
internal sealed class FaultCounts
{
    private readonly long[] counts = new long[Enum.GetValues<FaultClass>().Length];

    public long this[FaultClass fault] => counts[(int)fault];

    public IEnumerable<FaultClass> Never => Enum.GetValues<FaultClass>().Where(fault => this[fault] == 0);

    public void Add(FaultClass fault) => counts[(int)fault]++;

    public void Add(FaultCounts other)
    {
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] += other.counts[index];
        }
    }

    public override string ToString() => string.Join(' ', Enum.GetValues<FaultClass>().Select(fault => $"{fault} {this[fault]}"));
}
