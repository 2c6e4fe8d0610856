using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Actors;

/// <summary>One item in an actor's mailbox: an input, and an action that runs on the actor's turn just before it.</summary>
/// <param name="Input">The input; null if only <paramref name="Before"/> matters.</param>
/// <param name="Before">The action; may be null. If it returns false, the input is dropped.</param>
internal readonly record struct Mail(Input? Input, Func<bool>? Before);
