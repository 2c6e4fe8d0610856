using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The result of a step.</summary>
/// <param name="State">The new state; the same instance where nothing changed.</param>
/// <param name="Outputs">What to do, in order.</param>
/// <param name="Taken">False if the input's guard does not hold in the state: nothing changed and nothing is to be done.</param>
public readonly record struct Step<TState>(TState State, ImmutableArray<Output> Outputs, bool Taken = true);
