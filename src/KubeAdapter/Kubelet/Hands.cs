namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Who holds a Pod that a node has accepted.</summary>
internal enum Hands
{
    /// <summary>Only the node: the runtime does not know the Pod yet.</summary>
    Node,

    /// <summary>The node is handing the Pod over to the runtime.</summary>
    Between,

    /// <summary>The runtime.</summary>
    Runtime,

    /// <summary>Nobody: the Pod has ended by itself, and the stage does not know yet.</summary>
    Nobody,
}
