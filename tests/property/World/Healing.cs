namespace KubeDirect.Tests.Property.World;

/// <summary>Failures have ceased: everything that can happen happens, fairly, until nothing is left to do.</summary>
internal static class Healing
{
    private const int Rounds = 40_000;

    /// <summary>What a story says when only healing follows.</summary>
    public const string Ceased = "failures cease";

    /// <summary>Runs the chain to rest and says what is not as it should be then; null if all is.</summary>
    public static string? Converge(Chain chain)
    {
        chain.Tell(() => Ceased);
        chain.Api.IsAway = false;
        foreach (var wire in chain.Wires)
        {
            wire.IsCut = false;
        }

        foreach (var node in chain.Cordoned.Order().ToList())
        {
            Outside.Cordon(chain, node, cordoned: false);
        }

        chain.Membership.Settle();
        var rested = Advance(chain, Rounds);
        return chain.Safety.Violations.FirstOrDefault() ?? (rested ? Rest.Judge(chain) : $"Converges: still busy after {Rounds} rounds");
    }

    /// <summary>What goes on while nothing fails, for so many rounds at most, or until a safety property is broken.</summary>
    /// <returns>Whether nothing is left to do.</returns>
    public static bool Advance(Chain chain, int rounds)
    {
        for (; rounds > 0 && chain.Safety.Violations.Count == 0; rounds--)
        {
            if (!Round(chain))
            {
                return true;
            }

            chain.Safety.Check();
        }

        return false;
    }

    private static bool Round(Chain chain)
    {
        var busy = false;
        foreach (var wire in chain.Wires)
        {
            if (chain.CanConnect(wire))
            {
                chain.Connect(wire);
                busy = true;
            }
        }

        foreach (var kind in new[]
        {
            CommandKind.Deliver,
            CommandKind.Runtime,
            CommandKind.ApiServes,
            CommandKind.ApiAnswers,
            CommandKind.Mark,
            CommandKind.Watch,
            CommandKind.Decide,
        })
        {
            if (HasWork(chain, kind))
            {
                new Command(kind, 0).Run(chain);
                busy = true;
            }
        }

        return busy || (!chain.Api.IsAway && (chain.Membership.Collect() | chain.Watches.AllAgain() | chain.Marks.AllSeen()));
    }

    private static bool HasWork(Chain chain, CommandKind kind) => kind switch
    {
        CommandKind.Deliver => chain.Wires.Any(wire => !wire.IsQuiet),
        CommandKind.Runtime => chain.Runtime.Count > 0,
        CommandKind.ApiAnswers => chain.Api.Answers.Count > 0,
        CommandKind.Decide => chain.Decisions().Any(),
        _ when chain.Api.IsAway => false,
        CommandKind.ApiServes => chain.Api.Requests.Count > 0,
        CommandKind.Mark => chain.Marks.Requests.Count > 0,
        _ => !chain.Watches.AreCurrent,
    };
}
