namespace KubeDirect.StateMachine;

/// <summary>How far the upstream end of a link has come.</summary>
public enum LinkStatus
{
    /// <summary>There is no connection. The stage keeps its view of the link and does not act on it.</summary>
    Down,

    /// <summary>Hello is sent and the snapshot is awaited.</summary>
    Greeting,

    /// <summary>The snapshot has arrived. The view is the downstream state, except for messages in flight.</summary>
    InSync,
}
