using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Actors;

/// <summary>Carries out the outputs of a stage that are not messages.</summary>
public interface IEffects
{
    /// <summary>Carries out an output. Called on the actor's turn, in order. It must not block and must not throw.</summary>
    void Perform(Output output);
}
