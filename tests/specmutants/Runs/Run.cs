namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>All mutants in all models.</summary>
internal sealed class Run(Specification specification, Protocol protocol, IReadOnlyList<Model> models, Journal journal)
{
    /// <summary>Asks the models, the cheapest first, about the mutants that nothing has killed yet.</summary>
    /// <param name="tlc">TLC.</param>
    /// <param name="mutants">The mutants.</param>
    /// <param name="cancellationToken">Ends the run early. What was found until then is in the journal.</param>
    /// <exception cref="InvalidOperationException">A canary is not as it must be, or TLC failed, and not because of a mutant.</exception>
    public async Task AskAllAsync(Tlc tlc, IReadOnlyList<Mutant> mutants, CancellationToken cancellationToken)
    {
        var campaign = new Campaign(specification, protocol, tlc, journal, Console.WriteLine);
        try
        {
            foreach (var cheapest in models.GroupBy(model => model.IsLive).Select(kind => kind.First()))
            {
                await TryCanariesAsync(campaign, cheapest, cancellationToken);
            }

            foreach (var model in models)
            {
                await campaign.AskAsync(model, [.. mutants.Where(mutant => !IsKilled(mutant))], cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("The time is over. The same command goes on from here.");
        }
    }

    /// <summary>What the models say of the mutants, in all that they were asked.</summary>
    public IReadOnlyList<Standing> Judge(IEnumerable<Mutant> mutants) =>
        [.. mutants.Select(mutant => Standing.Of(protocol, mutant, models, journal))];

    private bool IsKilled(Mutant mutant) => models.Any(model => journal.Find(Journal.Key(model.Hash, mutant)) is { IsFinal: true });

    private async Task TryCanariesAsync(Campaign campaign, Model model, CancellationToken cancellationToken)
    {
        var canaries = Canaries.Of(protocol, model.IsLive);
        await campaign.AskAsync(model, [.. canaries.Select(canary => canary.Mutant)], cancellationToken);
        foreach (var (mutant, expected) in canaries)
        {
            if (journal.Find(Journal.Key(model.Hash, mutant))?.Verdict is var verdict && verdict != expected)
            {
                throw new InvalidOperationException($"{model.Entry.Name}: '{mutant.Name}' is {verdict} and must be {expected}.");
            }
        }
    }
}
