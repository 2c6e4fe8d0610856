using Stateless;
using Stateless.Graph;

namespace KubeDirect.StateMachine;

/// <summary>The life cycle of a Pod's entry, defined once; step functions and documentation both read this definition.</summary>
/// <remarks>
/// Stateless is asked once per arrow, at start, and its answers are kept in a table: entries number in the thousands and
/// their phases live in the stages' states, so the machine itself holds none. Thread-safe.
/// </remarks>
public static class PodLifecycle
{
    private static readonly Phase?[,] Arrows = Tabulate();

    /// <summary>Where the trigger leads.</summary>
    /// <param name="from">The phase of the entry.</param>
    /// <param name="trigger">What happens to it.</param>
    /// <returns>The next phase, or null where the life cycle has no such arrow.</returns>
    public static Phase? Next(Phase from, Trigger trigger) => Arrows[(int)from, (int)trigger];

    /// <summary>The same definition as a Mermaid state diagram, for the documentation.</summary>
    public static string ToMermaid() => MermaidGraph.Format(Define(Phase.Placed).GetInfo());

    /// <summary>The same definition as a new table: where each trigger (second index) leads from each phase (first index); null where there is no such arrow.</summary>
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
        machine.Configure(Phase.Starting).Permit(Trigger.Start, Phase.Ready).Permit(Trigger.Terminate, Phase.Terminating).Permit(Trigger.Drop, Phase.Gone);
        machine.Configure(Phase.Ready).Permit(Trigger.Terminate, Phase.Terminating).Permit(Trigger.Drop, Phase.Gone);
        machine.Configure(Phase.Terminating).Permit(Trigger.Drop, Phase.Gone);
        return machine;
    }
}
