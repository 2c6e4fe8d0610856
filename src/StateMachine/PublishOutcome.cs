namespace KubeDirect.StateMachine;

/// <summary>The API server's answer to a request about a Pod's object.</summary>
public enum PublishOutcome
{
    /// <summary>Done, or found done already.</summary>
    Done,

    /// <summary>
    /// Not done, or not known to be done: the request is to be repeated. The delay of the backoff is over when this is reported.
    /// </summary>
    Failed,

    /// <summary>The object does not exist (any more), or it carries a deletion timestamp.</summary>
    Vanished,

    /// <summary>The API server will never accept this Pod, or its name belongs to somebody else's object.</summary>
    Refused,
}
