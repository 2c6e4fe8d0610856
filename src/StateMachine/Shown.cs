namespace KubeDirect.StateMachine;

/// <summary>What the API server is known to show of a Pod, and which request is in flight.</summary>
public enum Shown
{
    /// <summary>No object yet. Not kept: a Pod without a record shows nothing.</summary>
    None,

    /// <summary>A create is in flight.</summary>
    Creating,

    /// <summary>The object is there, bound to this node.</summary>
    Created,

    /// <summary>The status patch is in flight.</summary>
    Readying,

    /// <summary>The object is there, Running and Ready.</summary>
    Ready,

    /// <summary>The delete is in flight.</summary>
    Deleting,

    /// <summary>The object is gone by somebody else's hand, or was refused: never to be created again.</summary>
    Lost,
}
