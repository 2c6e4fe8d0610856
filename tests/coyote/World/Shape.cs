namespace KubeDirect.Tests.Coyote.World;

/// <summary>How much of the chain runs, and how narrow it is. Immutable.</summary>
internal sealed record Shape
{
    /// <summary>Whether the two scale stages run too; without them the ReplicaSet stage has its count from the start.</summary>
    public bool WithScaleLinks { get; init; }

    /// <summary>Pods wanted at first.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Whether there is a second ReplicaSet, whose Pods are more important.</summary>
    public bool WithImportant { get; init; }

    /// <summary>Places for Pods on the node.</summary>
    public int Places { get; init; } = 100;

    /// <summary>Batches that wait in a connection before its writer waits.</summary>
    public int WireCapacity { get; init; } = 2;

    /// <summary>The actors' mailboxes.</summary>
    public int MailboxCapacity { get; init; } = 4096;

    /// <summary>The links' bounds.</summary>
    public LinkOptions Links { get; init; } = new() { BatchSize = 2 };
}
