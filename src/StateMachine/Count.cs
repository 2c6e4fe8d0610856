namespace KubeDirect.StateMachine;

/// <summary>A desired count with the number of the write that set it.</summary>
/// <param name="Replicas">How many Pods are wanted; at least 0.</param>
/// <param name="Version">Counts the writes of a key on a link, from 1. The higher version wins.</param>
/// <param name="Gone">
/// Whether the key's object no longer exists, as far as the sender has seen; then 0 Pods are wanted. The level that holds such a count may
/// forget it, and the sender sends it again if the object appears again. Any other count is kept: the sender was told that it is held and
/// does not repeat it.
/// </param>
public readonly record struct Count(int Replicas, ulong Version, bool Gone = false);
