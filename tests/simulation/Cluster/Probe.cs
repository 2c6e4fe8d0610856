using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>Sees every step of one process.</summary>
internal sealed class Probe(SimProcess process, EventLog log, Action<StepTaken> onStep) : IStepObserver
{
    private readonly Dictionary<Type, object> states = [];

    /// <summary>Whether one of the process's stages has taken a step.</summary>
    public bool Serves => states.Count > 0;

    /// <summary>The state of the process's stage of a kind; null if it has none, or before its first step.</summary>
    public TState? State<TState>()
        where TState : class, IStageState => states.GetValueOrDefault(typeof(TState)) as TState;

    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        states[typeof(TState)] = step.State;
        if (log.Enabled)
        {
            log.Write(process.Name, StepText.Of(input, step.Outputs, step.Taken));
        }

        onStep(new StepTaken(process, before, input, step.State, step.Outputs, step.Taken));
    }
}
