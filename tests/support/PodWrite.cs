namespace KubeDirect.Tests.Support;

/// <summary>What becomes of a Pod's object.</summary>
public enum PodWrite
{
    /// <summary>It stays as it is.</summary>
    None,

    /// <summary>It is created, bound to the node that asks.</summary>
    Create,

    /// <summary>It shows the Pod as Running and Ready.</summary>
    ShowReady,

    /// <summary>It is removed.</summary>
    Remove,
}
