using Microsoft.Coyote.Specifications;
using Monitor = Microsoft.Coyote.Specifications.Monitor;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>The liveness property: once nothing fails any more, what is wanted is reached.</summary>
internal sealed class Converges : Monitor
{
    /// <summary>Makes Coyote watch it; at the beginning of a scenario.</summary>
    public static void Register() => Specification.RegisterMonitor<Converges>();

    /// <summary>Something is wanted.</summary>
    public static void Begin() => Specification.Monitor<Converges>(Wanted.Now);

    /// <summary>It is reached.</summary>
    public static void End() => Specification.Monitor<Converges>(Reached.Now);

    private sealed class Wanted : Event
    {
        public static readonly Wanted Now = new();
    }

    private sealed class Reached : Event
    {
        public static readonly Reached Now = new();
    }

    [Start]
    [Cold]
    [OnEventGotoState(typeof(Wanted), typeof(Apart))]
    private sealed class Agreed : State;

    [Hot]
    [OnEventGotoState(typeof(Reached), typeof(Agreed))]
    private sealed class Apart : State;
}
