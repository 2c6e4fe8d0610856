namespace KubeDirect.StateMachine;

/// <summary>What a level wants of a key.</summary>
/// <param name="Replicas">How many Pods; at least 0.</param>
/// <param name="Gone">Whether the key's object no longer exists; then 0 Pods are wanted.</param>
public readonly record struct Desired(int Replicas, bool Gone = false);
