namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>Asks the models about the mutants, until each mutant is killed or all models were asked.</summary>
internal sealed class Campaign(Specification specification, Protocol protocol, Tlc tlc, Journal journal, Action<string> report)
{
    // TLC reads and prepares the copies of definitions of each mutant, which takes longer than to search a small model.
    private const int Most = 160;

    // How many states the models of mutants that are searched at once have together.
    private const int Searched = 100_000;

    // Likewise of mutants whose liveness is checked at once. A run finds only one of those that violate it, so it had better be short.
    private const int CheckedForLiveness = 15_000;

    /// <summary>Asks one model about all mutants that nothing has killed yet.</summary>
    /// <param name="model">The model.</param>
    /// <param name="mutants">The mutants.</param>
    /// <param name="cancellationToken">Ends the run; what was found until then is kept.</param>
    /// <exception cref="InvalidOperationException">TLC failed, and not because of a mutant.</exception>
    public async Task AskAsync(Model model, IReadOnlyList<Mutant> mutants, CancellationToken cancellationToken)
    {
        var todo = mutants.Where(mutant => journal.Find(Journal.Key(model.Hash, mutant)) is null).ToArray();
        foreach (var group in todo.Chunk(Most))
        {
            await CompareAsync(new Asked(model, group), cancellationToken);
        }
    }

    private async Task CompareAsync(Asked asked, CancellationToken cancellationToken)
    {
        while (asked.Left.Count > 0)
        {
            var output = await tlc.RunAsync(new Comparison(specification, protocol, asked.Model, asked.Left), cancellationToken);
            Note(asked, output);
            if (!output.IsComplete)
            {
                continue;
            }

            journal.Happened(asked.Model, output.Happened);
            if (!asked.Model.IsLive)
            {
                Settle(asked, k => !Differs(output, k) ? Outcome.Equivalent : output.Grown.Contains(k) ? Outcome.Grown : Outcome.Survived);
                return;
            }

            var different = asked.Left.Where(pair => Differs(output, pair.Key)).ToDictionary();
            Settle(asked, k => Differs(output, k) ? null : Outcome.Equivalent);
            foreach (var group in different.Values.Chunk(SizeOfGroup(asked.Model, Searched)))
            {
                await SearchAsync(new Asked(asked.Model, group), cancellationToken);
            }

            return;
        }
    }

    // Of mutants that differ in a live model.
    private async Task SearchAsync(Asked asked, CancellationToken cancellationToken)
    {
        for (var complete = false; !complete && asked.Left.Count > 0;)
        {
            var output = await tlc.RunAsync(new Search(specification, protocol, asked.Model, asked.Left), cancellationToken);
            Note(asked, output);
            complete = output.IsComplete;
            Settle(asked, k => output.Grown.Contains(k) ? Outcome.Grown : null);
        }

        foreach (var group in asked.Left.Values.Chunk(SizeOfGroup(asked.Model, CheckedForLiveness)).ToArray())
        {
            await CheckLivenessAsync(new Asked(asked.Model, group), cancellationToken);
        }
    }

    private async Task CheckLivenessAsync(Asked asked, CancellationToken cancellationToken)
    {
        while (asked.Left.Count > 0)
        {
            var output = await tlc.RunAsync(new Liveness(specification, protocol, asked.Model, asked.Left), cancellationToken);
            if (output.IsComplete)
            {
                Settle(asked, _ => Outcome.Survived);
            }
            else if (output.ViolatedLiveness is { } property)
            {
                Settle(asked, k => k == Culprit(asked, output) ? new Outcome(Verdict.Killed, property) : null);
            }
            else
            {
                Note(asked, output);
            }
        }
    }

    private static int SizeOfGroup(Model model, int states) => Math.Clamp(states / model.Entry.DistinctStates, 1, Most);

    private static bool Differs(TlcOutput output, int mutant) => output.Adds.Contains(mutant) || output.Loses.Contains(mutant);

    // What a run has found, though it may have ended early.
    private void Note(Asked asked, TlcOutput output)
    {
        if (output.Violated.TryGetValue(0, out var own))
        {
            throw new InvalidOperationException($"{asked.Model.Entry.Name} violates {own} without any mutant.");
        }

        Settle(asked, k => output.Violated.TryGetValue(k, out var property) ? new Outcome(Verdict.Killed, property) : null);
        if (!output.IsComplete)
        {
            var culprit = Culprit(asked, output);
            Settle(asked, k => k == culprit ? new Outcome(Verdict.Broken, output.Error ?? "") : null);
        }
    }

    private int Culprit(Asked asked, TlcOutput output) =>
        output.Culprit(tlc.LineOf) is var culprit && asked.Left.ContainsKey(culprit)
            ? culprit
            : throw new InvalidOperationException($"{asked.Model.Entry.Name}: TLC failed, and not because of a mutant: {output.Error}");

    private void Settle(Asked asked, Func<int, Outcome?> outcomeOf)
    {
        foreach (var (number, mutant) in asked.Left.ToArray())
        {
            if (outcomeOf(number) is { } outcome)
            {
                journal.Add(Journal.Key(asked.Model.Hash, mutant), mutant.Name, asked.Model.Entry.Name, outcome);
                report($"{asked.Model.Entry.Name,-18} {outcome.Verdict,-10} {mutant.Name} {outcome.Finding}");
                asked.Left.Remove(number);
            }
        }
    }

    private sealed class Asked(Model model, IEnumerable<Mutant> mutants)
    {
        public Model Model { get; } = model;

        public Dictionary<int, Mutant> Left { get; } =
            mutants.Select((mutant, i) => (mutant, i)).ToDictionary(pair => pair.i + 1, pair => pair.mutant);
    }
}
