using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Actors;

/// <summary>The effects of stages that only send messages.</summary>
public sealed class NoEffects : IEffects
{
    /// <summary>The one instance that is needed.</summary>
    public static readonly NoEffects Instance = new();

    /// <inheritdoc/>
    public void Perform(Output output) =>
        throw new InvalidOperationException($"This stage has no effects, but its step asked for {output}.");
}
