namespace KubeDirect.StateMachine;

/// <summary>What the API server answered to a request about a Pod's object.</summary>
public enum PublishOutcome
{
    /// <summary>Done, or found done already.</summary>
    Done,

    /// <summary>Not done, or not known to be: to be asked again. Whoever reports this has waited as long as is polite.</summary>
    Failed,

    /// <summary>The object does not exist (any more), or it carries a deletion timestamp.</summary>
    Vanished,

    /// <summary>The API server will never accept this Pod, or its name belongs to somebody else's object.</summary>
    Refused,
}
