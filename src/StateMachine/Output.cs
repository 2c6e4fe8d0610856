namespace KubeDirect.StateMachine;

/// <summary>What a step has its runtime do. Immutable.</summary>
public abstract record Output;

/// <summary>Send to the stage above, if the connection of the message's epoch still exists; otherwise the message is lost.</summary>
public sealed record SendUp(Message Message) : Output;

/// <summary>Send to a stage below, if the connection of the message's epoch still exists; otherwise the message is lost.</summary>
public sealed record SendDown(LinkId Link, Message Message) : Output;

/// <summary>The Kubelet's runtime is to start this Pod. It answers with <see cref="PodStarted"/> or <see cref="PodStopped"/>.</summary>
public sealed record StartPod(PodId Pod) : Output;

/// <summary>The Kubelet's runtime is to stop this Pod. It answers with <see cref="PodStopped"/>.</summary>
public sealed record StopPod(PodId Pod) : Output;

/// <summary>
/// Write this mark to a Node object. Answered with <see cref="CancelDone"/> once it is written, or with <see cref="CancelStale"/>; until
/// then the write is repeated.
/// </summary>
/// <param name="Over">The only mark that it may replace; null to replace any mark or none.</param>
public sealed record MarkNode(NodeName Node, string Mark, string? Over) : Output;

/// <summary>Take this mark off a Node object, if it still has it. Answered with <see cref="UncancelDone"/> once it has not.</summary>
public sealed record UnmarkNode(NodeName Node, string Mark) : Output;

/// <summary>Create the Pod's object, bound to this node. Answered with <see cref="PublishDone"/>.</summary>
public sealed record CreateObject(PodId Pod) : Output;

/// <summary>Show the Pod's object as Running and Ready. Answered with <see cref="PublishDone"/>.</summary>
/// <param name="Uid">The object's UID, a precondition of the request.</param>
public sealed record ShowReady(PodId Pod, string Uid) : Output;

/// <summary>Delete the Pod's object. Answered with <see cref="PublishDone"/>.</summary>
/// <param name="Uid">The object's UID, a precondition of the request.</param>
public sealed record DeleteObject(PodId Pod, string Uid) : Output;
