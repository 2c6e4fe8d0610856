namespace KubeDirect.StateMachine;

/// <summary>What a level was last sent of a key.</summary>
/// <param name="Count">The count and its version.</param>
/// <param name="Acked">Whether the level below is known to hold it; until then it is dirty.</param>
public readonly record struct Sent(Count Count, bool Acked);
