namespace KubeDirect.StateMachine;

/// <summary>The number of a connection. No two handshakes of any two runs of any stage have the same epoch.</summary>
/// <param name="Incarnation">Identifies one run of the upstream stage. Whoever starts the stage draws it at random (64 bits).</param>
/// <param name="Counter">Counts the handshakes of that run, from 1. It is 0 only in <see cref="None"/>.</param>
/// <remarks>Immutable. Epochs are compared for equality only: incarnations have no order, so epochs have none.</remarks>
public readonly record struct Epoch(ulong Incarnation, uint Counter)
{
    /// <summary>The epoch of no connection; no message carries it.</summary>
    public static readonly Epoch None;

    /// <inheritdoc/>
    public override string ToString() => Counter == 0 ? "none" : $"{Incarnation:x8}.{Counter}";
}
