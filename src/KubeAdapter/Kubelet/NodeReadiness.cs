namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>Whether a node can run Pods, with a reason and a message as in a Node's conditions. Immutable.</summary>
internal sealed record NodeReadiness(bool Ready, string Reason, string Message)
{
    public static readonly NodeReadiness Yes = new(true, "NodeAgentReady", "The node agent is ready to run Pods.");
}
