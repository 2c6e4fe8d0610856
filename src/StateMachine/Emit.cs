using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>Short forms for the results of steps.</summary>
internal static class Emit
{
    /// <summary>The guard does not hold.</summary>
    public static Step<T> Refused<T>(T state) => new(state, [], Taken: false);

    /// <summary>Consumed without effect: a message of another epoch, or about something unknown.</summary>
    public static Step<T> Nothing<T>(T state) => new(state, []);

    /// <summary>A new state and what to do.</summary>
    public static Step<T> To<T>(T state, params ImmutableArray<Output> outputs) => new(state, outputs);
}
