namespace KubeDirect.StateMachine;

/// <summary>Whether a ReplicaSet exists at the API server, as far as its stage has seen.</summary>
public enum Existence
{
    /// <summary>Not seen yet. Once the first list is complete: it is newer than the list, or was deleted before it.</summary>
    Unseen,

    /// <summary>It exists.</summary>
    Exists,

    /// <summary>It was deleted, or is no longer the chain's.</summary>
    Deleted,
}
