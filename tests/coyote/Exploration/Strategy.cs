using Microsoft.Coyote;

namespace KubeDirect.Tests.Coyote;

/// <summary>A way of choosing which task runs next. All are fair, so that what is to happen at last must happen.</summary>
/// <param name="Name">What tests and schedule files call it.</param>
/// <param name="Share">How many of a hundred schedules it gets.</param>
/// <param name="Choose">Sets it.</param>
internal sealed record Strategy(string Name, uint Share, Func<Configuration, Configuration> Choose)
{
    public static readonly IReadOnlyList<Strategy> All =
    [
        new("prioritization", 25, configuration => configuration.WithPrioritizationStrategy(isFair: true)),
        new("probabilistic", 25, configuration => configuration.WithProbabilisticStrategy()),
        new("delay-bounding", 15, configuration => configuration.WithDelayBoundingStrategy(isFair: true)),
        new("q-learning", 15, configuration => configuration.WithQLearningStrategy()),
        new("partial-order-sampling", 15, configuration => configuration.WithPrioritizationStrategy(isFair: true).WithPartialOrderSamplingEnabled()),

        // Every access to a field may be interrupted, which makes schedules long and finds what the others cannot: two accesses without a lock.
        new("memory-races", 5, configuration => configuration.WithProbabilisticStrategy().WithMemoryAccessRaceCheckingEnabled().WithControlFlowRaceCheckingEnabled()),
    ];

    public static Strategy Of(string name) =>
        All.FirstOrDefault(strategy => strategy.Name == name) ?? throw new ArgumentException($"'{name}' is no strategy; there are {string.Join(", ", All.Select(strategy => strategy.Name))}.", nameof(name));
}
