namespace KubeDirect.Tests.SpecMutants.Reports;

/// <summary>What all models together say of a mutant.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Model">The model that killed it, or in which TLC could not evaluate it; else empty.</param>
/// <param name="Finding">The violated property, or TLC's error; else empty.</param>
/// <param name="Differs">The models in which it differs from the protocol, and that let it pass.</param>
internal sealed record Standing(Mutant Mutant, Fate Fate, string Model, string Finding, IReadOnlyList<string> Differs)
{
    /// <summary>Judges a mutant.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="mutant">The mutant.</param>
    /// <param name="models">The models, the cheapest first.</param>
    /// <param name="journal">What they said.</param>
    public static Standing Of(Protocol protocol, Mutant mutant, IReadOnlyList<Model> models, Journal journal)
    {
        var said = models.Select(model => (Model: model, Outcome: journal.Find(Journal.Key(model.Hash, mutant)))).ToArray();
        if (said.FirstOrDefault(pair => pair.Outcome is { IsFinal: true }) is { Outcome: { } last } final)
        {
            var found = last.Verdict == Verdict.Killed ? Fate.Killed : Fate.Broken;
            return new Standing(mutant, found, final.Model.Entry.Name, last.Finding, []);
        }

        var differs = said.Where(pair => pair.Outcome is { Verdict: Verdict.Survived or Verdict.Grown })
            .Select(pair => pair.Model.Entry.Name)
            .ToArray();
        var fate = said.Any(pair => pair.Outcome is null) ? Fate.Unasked
            : differs.Length > 0 ? Fate.Survived
            : models.Any(model => Happens(protocol, mutant, model, journal)) ? Fate.Equivalent
            : Fate.Unreached;
        return new Standing(mutant, fate, "", "", differs);
    }

    private static bool Happens(Protocol protocol, Mutant mutant, Model model, Journal journal) =>
        journal.Happened(model) is { } actions && protocol.UsersOf(mutant.Definition).Overlaps(actions);
}
