using Xunit;

namespace KubeDirect.Tests.SpecMutants;

public sealed class ReportTests
{
    private static readonly Mutant[] Some = [.. Catalog.Of(Real.Protocol).Take(3)];

    [Fact]
    public void A_survivor_without_a_reason_is_something_to_do()
    {
        var report = new Report(
            Real.Protocol,
            [Standing(Some[0], Fate.Survived), Standing(Some[1], Fate.Killed), Standing(Some[2], Fate.Equivalent)],
            NoReasons);
        Assert.Equal([Some[0].Name], report.Unexplained.Select(standing => standing.Mutant.Name));
        Assert.Empty(report.Stale);
        Assert.Contains($"* `{Some[0].Name}`: differs in `MCHeals`", report.Into("Intro\n" + Report.Marker), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_for_a_mutant_that_was_killed_or_is_none_is_something_to_do()
    {
        var reasons = Reasons.Parse(
            $$"""{"reasons": [{"because": "It is so.", "mutants": [{{Quoted(Some[0].Name)}}, {{Quoted(Some[1].Name)}}, "Gone: x"]}]}""");
        var report = new Report(Real.Protocol, [Standing(Some[0], Fate.Survived), Standing(Some[1], Fate.Killed)], reasons);
        Assert.Empty(report.Unexplained);
        Assert.Equal([Some[1].Name, "Gone: x"], report.Stale);
    }

    [Fact]
    public void Two_reasons_for_one_mutant_are_refused() =>
        Assert.Throws<FormatException>(() => Reasons.Parse("""{"reasons": [{"because": "A.", "mutants": ["x", "x"]}]}"""));

    [Fact]
    public void A_mutant_is_equivalent_only_if_all_models_were_asked_and_its_action_happens_in_one()
    {
        var models = Shelf.Read(Real.Specification, Real.Folder, 4000, "quick", "full");
        var path = Path.GetTempFileName();
        try
        {
            var journal = Journal.Open(path);
            Assert.Equal(Fate.Unasked, Judge(models, journal).Fate);
            foreach (var model in models)
            {
                journal.Add(Journal.Key(model.Hash, Some[0]), Some[0].Name, model.Entry.Name, Outcome.Equivalent);
            }

            Assert.Equal(Fate.Unreached, Judge(models, journal).Fate);
            journal.Happened(models[0], [Some[0].Definition]);
            Assert.Equal(Fate.Equivalent, Judge(models, Journal.Open(path)).Fate);
            journal.Add(Journal.Key(models[1].Hash, Some[0]), Some[0].Name, models[1].Entry.Name, Outcome.Survived);
            Assert.Equal([models[1].Entry.Name], Judge(models, journal).Differs);
            journal.Add(Journal.Key(models[1].Hash, Some[0]), Some[0].Name, models[1].Entry.Name, new Outcome(Verdict.Killed, "Inv"));
            File.AppendAllText(path, """{"Key":"half a li""");
            Assert.Equal((Fate.Killed, "Inv"), (Judge(models, Journal.Open(path)).Fate, Judge(models, Journal.Open(path)).Finding));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("--states", "--states takes")]
    [InlineData("--states x", "--states takes")]
    [InlineData("--minutes 0", "--minutes takes")]
    [InlineData("--what", "unknown option --what")]
    public void Wrong_arguments_get_a_sentence(string args, string sentence) =>
        Assert.StartsWith(sentence, Arguments.Parse(args.Split(' ')).Wrong, StringComparison.Ordinal);

    [Fact]
    public void Arguments_are_read() =>
        Assert.Equivalent(
            new Arguments(List: true, 7, 9, ["Excuse", "Cancel"]),
            Arguments.Parse("--list --states 7 Excuse --minutes 9 Cancel".Split(' ')).Arguments);

    private static Reasons NoReasons => Reasons.Parse("""{"reasons": []}""");

    private static string Quoted(string name) => System.Text.Json.JsonSerializer.Serialize(name);

    private static Standing Judge(IReadOnlyList<Model> models, Journal journal) =>
        Reports.Standing.Of(Real.Protocol, Some[0], models, journal);

    private static Standing Standing(Mutant mutant, Fate fate) =>
        new(mutant, fate, fate == Fate.Killed ? "MCRollout" : "", "", fate == Fate.Survived ? ["MCHeals"] : []);
}
