using Stateless;
using Stateless.Graph;

namespace KubeDirect.StateMachine;

/// <summary>
/// The life cycle of a Pod's entry, defined once. The documentation draws this definition, and the step functions ask it.
/// </summary>
/// <remarks>
/// Every phase that a stage decides on is where a trigger leads. A phase that a level below reports is taken over as it is, because the
/// downstream level is authoritative; it was decided there, by a trigger. Thread-safe. Stateless is asked once for each transition, at the
/// start, and its answers are kept in a table: entries number in the thousands and their phases are in the stages' states, so the machine
/// holds none.
/// </remarks>
public static class PodLifecycle
{
    private static readonly Phase?[,] Transitions = Tabulate();

    /// <summary>The phase in which an entry begins.</summary>
    public const Phase Initial = Phase.Placed;

    /// <summary>Where the trigger leads.</summary>
    /// <param name="from">The phase of the entry.</param>
    /// <param name="trigger">What happens to it.</param>
    /// <returns>The next phase, or null where the life cycle has no such transition.</returns>
    public static Phase? Next(Phase from, Trigger trigger) => Transitions[(int)from, (int)trigger];

    /// <summary>Where the trigger leads, for a step whose guard has made sure that the transition exists.</summary>
    /// <param name="from">The phase of the entry.</param>
    /// <param name="trigger">What happens to it.</param>
    /// <exception cref="InvalidOperationException">The life cycle has no such transition.</exception>
    public static Phase Fire(Phase from, Trigger trigger) =>
        Next(from, trigger) ?? throw new InvalidOperationException($"An entry that is {from} does not {trigger}.");

    /// <summary>The same definition as a Mermaid state diagram, for the documentation.</summary>
    public static string ToMermaid() => MermaidGraph.Format(Define(Initial).GetInfo());

    /// <summary>
    /// The same definition as a new table: where each trigger (second index) leads from each phase (first index); null where there is no
    /// such transition.
    /// </summary>
    public static Phase?[,] Tabulate()
    {
        var phases = Enum.GetValues<Phase>();
        var triggers = Enum.GetValues<Trigger>();
        var table = new Phase?[phases.Length, triggers.Length];
        foreach (var phase in phases)
        {
            foreach (var trigger in triggers)
            {
                var machine = Define(phase);
                if (machine.CanFire(trigger))
                {
                    machine.Fire(trigger);
                    table[(int)phase, (int)trigger] = machine.State;
                }
            }
        }

        return table;
    }

    private static StateMachine<Phase, Trigger> Define(Phase current)
    {
        var machine = new StateMachine<Phase, Trigger>(current);
        machine.Configure(Phase.Placed).Permit(Trigger.Accept, Phase.Pending).Permit(Trigger.Drop, Phase.Gone);
        machine.Configure(Phase.Pending).Permit(Trigger.Bind, Phase.Bound).Permit(Trigger.Drop, Phase.Gone);
        machine.Configure(Phase.Bound).Permit(Trigger.Hold, Phase.Starting).Permit(Trigger.Drop, Phase.Gone);
        machine
            .Configure(Phase.Starting)
            .Permit(Trigger.Start, Phase.Ready)
            .Permit(Trigger.Terminate, Phase.Terminating)
            .Permit(Trigger.Drop, Phase.Gone);
        machine.Configure(Phase.Ready).Permit(Trigger.Terminate, Phase.Terminating).Permit(Trigger.Drop, Phase.Gone);
        machine.Configure(Phase.Terminating).Permit(Trigger.Drop, Phase.Gone);
        return machine;
    }
}
