namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Who has a Pod that a node has accepted.</summary>
internal enum Hands
{
    /// <summary>Only the node: its runtime does not know of it yet.</summary>
    Node,

    /// <summary>The node is just handing it over.</summary>
    Between,

    /// <summary>The runtime.</summary>
    Runtime,

    /// <summary>Nobody: it has ended by itself, and the stage is yet to be told.</summary>
    Nobody,
}
