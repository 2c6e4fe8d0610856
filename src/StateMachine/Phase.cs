namespace KubeDirect.StateMachine;

/// <summary>How far a Pod's entry has come. Ordered: an entry never moves to a smaller value.</summary>
public enum Phase
{
    /// <summary>Decided at the ReplicaSet stage, not yet known to be held below: dirty.</summary>
    Placed,

    /// <summary>The Scheduler holds it and has chosen no node.</summary>
    Pending,

    /// <summary>The Scheduler has chosen a node and the Kubelet is not yet known to hold it: dirty.</summary>
    Bound,

    /// <summary>The Kubelet holds it and its runtime is starting it.</summary>
    Starting,

    /// <summary>It runs and serves.</summary>
    Ready,

    /// <summary>The Kubelet is stopping it; irreversible.</summary>
    Terminating,

    /// <summary>It ended, or never was. Sent, never kept: an entry that is gone is dropped.</summary>
    Gone,
}
