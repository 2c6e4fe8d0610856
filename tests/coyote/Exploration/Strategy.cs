using Microsoft.Coyote;

namespace KubeDirect.Tests.Coyote.Exploration;

/// <summary>A way of choosing which task runs next. All are fair, so that what is to happen at last must happen.</summary>
/// <param name="Name">What tests and schedule files call it.</param>
/// <param name="Share">How much of the schedules it gets, in proportion to the others.</param>
/// <param name="Choose">Sets it.</param>
internal sealed record Strategy(string Name, uint Share, Func<Configuration, Configuration> Choose)
{
    public static readonly IReadOnlyList<Strategy> All =
    [
        new("prioritization", 30, configuration => configuration.WithPrioritizationStrategy(isFair: true)),
        new("probabilistic", 30, configuration => configuration.WithProbabilisticStrategy()),
        new("delay-bounding", 20, configuration => configuration.WithDelayBoundingStrategy(isFair: true)),
        new("prioritization-30", 15, configuration => configuration.WithPrioritizationStrategy(isFair: true, priorityChangeBound: 30)),

        // Every access to a field may be interrupted, which makes schedules
        // long and finds what the others cannot: two accesses without a lock.
        new("memory-races", 5,
            configuration => configuration.WithProbabilisticStrategy()
                .WithMemoryAccessRaceCheckingEnabled()
                .WithControlFlowRaceCheckingEnabled()),
    ];

    /// <summary>How many of a scenario's schedules this strategy explores: its share, rounded up.</summary>
    public uint Of(uint schedules)
    {
        var shares = (uint)All.Sum(strategy => strategy.Share);
        return ((schedules * Share) + shares - 1) / shares;
    }

    public static Strategy Of(string name) =>
        All.FirstOrDefault(strategy => strategy.Name == name)
        ?? throw new ArgumentException(
            $"'{name}' is no strategy; there are {string.Join(", ", All.Select(strategy => strategy.Name))}.", nameof(name));
}
