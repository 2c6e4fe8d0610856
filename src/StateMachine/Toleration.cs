namespace KubeDirect.StateMachine;

/// <summary>A toleration with the meaning that Kubernetes gives it.</summary>
/// <param name="Key">The taint's key; empty for all keys.</param>
/// <param name="Value">The taint's value, unless <paramref name="AnyValue"/>.</param>
/// <param name="AnyValue">Operator <c>Exists</c>.</param>
/// <param name="Effect">The taint's effect; empty for all effects.</param>
public sealed record Toleration(string Key, string Value, bool AnyValue, string Effect)
{
    /// <summary>Whether a taint is tolerated.</summary>
    public bool Tolerates(Taint taint) =>
        (Effect.Length == 0 || Effect == taint.Effect)
        && (Key.Length == 0 ? AnyValue : Key == taint.Key)
        && (AnyValue || Value == taint.Value);
}
