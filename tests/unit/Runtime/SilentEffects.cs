using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>Whom a stage asks, and who never answers.</summary>
internal sealed class SilentEffects : IEffects
{
    public void Perform(Output output)
    {
    }
}
