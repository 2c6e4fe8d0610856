namespace KubeDirect.Tests.Property.World;

/// <summary>Rules that can be broken, one at a time: what the properties must catch, to be believed when they find nothing.</summary>
/// <remarks>Those up to <see cref="DeletedGivenUp"/> are the specification's, with its names (<c>Off</c> in <c>spec/tla</c>).</remarks>
internal enum Mutant
{
    /// <summary>The Kubelet looks at no epoch.</summary>
    EpochCheck,

    /// <summary>A Scheduler that restarts counts its epochs from the start again.</summary>
    Incarnation,

    /// <summary>A Hello that is accepted leaves the connection before it open.</summary>
    Hello,

    /// <summary>The Scheduler answers before it has recovered.</summary>
    Recovery,

    /// <summary>The ReplicaSet stage forgets tombstones at the handshake.</summary>
    Tombstone,

    /// <summary>The ReplicaSet stage gives a name twice.</summary>
    Names,

    /// <summary>Pods of a node are given up before its mark is written.</summary>
    CancelWritten,

    /// <summary>A cancelled node is used again before it has drained.</summary>
    DrainedFirst,

    /// <summary>Room that was made for a Pod is not kept for it.</summary>
    Nominated,

    /// <summary>A victim's room is free before it is gone.</summary>
    Room,

    /// <summary>The Scheduler repeats a Bind that may have been lost.</summary>
    Bound,

    /// <summary>A Pod that the Scheduler adopts is not reported upward.</summary>
    Adopted,

    /// <summary>The Kubelet does not say that a Pod has ended.</summary>
    Ends,

    /// <summary>A Pod that is to end and is then said to have started is ready again.</summary>
    Stops,

    /// <summary>The Kubelet shows a Pod as ready once its object is there.</summary>
    Ready,

    /// <summary>A status is written without the UID as precondition.</summary>
    Uid,

    /// <summary>A Kubelet deletes objects of other nodes.</summary>
    Ghosts,

    /// <summary>The Scheduler does not send tombstones again to a node that returns.</summary>
    Forward,

    /// <summary>The snapshot of a scale link does not reset the view of it.</summary>
    Counts,

    /// <summary>The Deployment stage leaves a ReplicaSet that is no longer current as it is.</summary>
    OldScaledDown,

    /// <summary>The Scheduler waits for a node whose Node is deleted.</summary>
    DeletedGivenUp,

    /// <summary>The Scheduler confirms an unknown Pod as gone while a node is away.</summary>
    Unknown,

    /// <summary>The object that a former run of a Kubelet left behind is let be.</summary>
    LateCreate,

    /// <summary>The Kubelet does not honour that a user deletes a Pod.</summary>
    Deletion,
}
