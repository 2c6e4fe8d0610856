namespace KubeDirect.Kubernetes.Leadership;

/// <summary>How a term ended.</summary>
public enum TermEnd
{
    /// <summary>The candidate was stopped. If it led, it gave the Lease back.</summary>
    Stopped,

    /// <summary>The candidate could not renew the Lease in time, or somebody else has it.</summary>
    Lost,
}
