namespace KubeDirect.StateMachine;

/// <summary>What a step asks the runtime to do. Immutable.</summary>
public abstract record Output;

/// <summary>Send to the stage above, if its connection of the message's epoch still is there; else it is lost.</summary>
/// <param name="Message">The message.</param>
public sealed record SendUp(Message Message) : Output;

/// <summary>Send to a stage below, if its connection of the message's epoch still is there; else it is lost.</summary>
/// <param name="Link">Which link.</param>
/// <param name="Message">The message.</param>
public sealed record SendDown(LinkId Link, Message Message) : Output;

/// <summary>The Kubelet's runtime is to start this Pod; it answers with <see cref="PodStarted"/> or <see cref="PodStopped"/>.</summary>
/// <param name="Pod">The Pod.</param>
public sealed record StartPod(PodId Pod) : Output;

/// <summary>The Kubelet's runtime is to stop this Pod; it answers with <see cref="PodStopped"/>.</summary>
/// <param name="Pod">The Pod.</param>
public sealed record StopPod(PodId Pod) : Output;

/// <summary>
/// Write this mark on a Node, in place of any other; answered with <see cref="CancelDone"/> once that is done, however often it takes.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Mark">The mark.</param>
public sealed record MarkNode(NodeName Node, string Mark) : Output;

/// <summary>Take this mark off a Node, if it is still this one; answered with <see cref="UncancelDone"/> once it is not there.</summary>
/// <param name="Node">The node.</param>
/// <param name="Mark">The mark.</param>
public sealed record UnmarkNode(NodeName Node, string Mark) : Output;

/// <summary>Create the Pod's object, bound to this node; answered with <see cref="PublishDone"/>.</summary>
/// <param name="Pod">The Pod.</param>
public sealed record CreateObject(PodId Pod) : Output;

/// <summary>Show the Pod's object as Running and Ready; answered with <see cref="PublishDone"/>.</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Uid">The object's UID, a precondition.</param>
public sealed record ShowReady(PodId Pod, string Uid) : Output;

/// <summary>Delete the Pod's object; answered with <see cref="PublishDone"/>.</summary>
/// <param name="Pod">The Pod.</param>
/// <param name="Uid">The object's UID, a precondition.</param>
public sealed record DeleteObject(PodId Pod, string Uid) : Output;
