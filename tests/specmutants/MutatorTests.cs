using Xunit;

namespace KubeDirect.Tests.SpecMutants;

public sealed class MutatorTests
{
    [Fact]
    public void Each_guard_is_dropped() =>
        Assert.Equal(
            ["without a = 1 => b /\\ x' = 1", "without b => a = 1 /\\ x' = 1"],
            MutantsOf("a = 1 /\\ b /\\ x' = 1", MutantKind.Guard));

    [Fact]
    public void A_disjunct_of_a_guard_is_dropped_too() =>
        Assert.Equal(
            [
                "without a \\/ b => c /\\ x' = 1",
                "without c => (a \\/ b) /\\ x' = 1",
                "never a => b /\\ c /\\ x' = 1",
                "never b => a /\\ c /\\ x' = 1",
            ],
            MutantsOf("(a \\/ b) /\\ c /\\ x' = 1", MutantKind.Guard));

    [Fact]
    public void The_premise_of_a_guard_is_dropped_too() =>
        Assert.Contains("without a => => b /\\ c /\\ x' = 1", MutantsOf("(a => b) /\\ c /\\ x' = 1", MutantKind.Guard));

    [Fact]
    public void Each_update_is_dropped_as_a_whole_and_in_parts() =>
        Assert.Equal(
            [
                "S stays, instead of [S EXCEPT !.a = 1, !.b = 2] => S' = S",
                "S without !.a = 1 => S' = [S EXCEPT !.b = 2]",
                "S without !.b = 2 => S' = [S EXCEPT !.a = 1]",
            ],
            MutantsOf("S' = [S EXCEPT !.a = 1, !.b = 2]", MutantKind.Update));

    [Fact]
    public void A_field_of_a_new_record_keeps_its_value() =>
        Assert.Equal(
            ["R stays, instead of [a |-> 1, b |-> 2] => R' = R", "R.a stays, instead of 1 => R' = [a |-> R.a, b |-> 2]",
                "R.b stays, instead of 2 => R' = [a |-> 1, b |-> R.b]"],
            MutantsOf("R' = [a |-> 1, b |-> 2]", MutantKind.Update));

    [Fact]
    public void A_message_is_not_sent() =>
        Assert.Contains("not sent: Send(a.rest, l, m) => net' = a.rest", MutantsOf("net' = Send(a.rest, l, m)", MutantKind.Update));

    [Fact]
    public void History_and_what_counts_failures_are_left_alone() =>
        Assert.Empty(Mutator.Of(
            "A", ParserTests.Of("left.crashes > 0 /\\ hist' = [hist EXCEPT !.a = 1] /\\ left' = [left EXCEPT !.b = @ - 1]")));

    [Theory]
    [InlineData("x' = (a < b)", "a <= b instead of a < b => x' = (a <= b)")]
    [InlineData("x' = a \\union b", "b instead of a \\union b => x' = b")]
    [InlineData("x' = a \\ b", "a instead of a \\ b => x' = a")]
    [InlineData("x' = (a \\notin b)", "a \\in b instead of a \\notin b => x' = (a \\in b)")]
    [InlineData("x' = IF c THEN a ELSE b", "IF c: never => x' = b")]
    [InlineData("x' = CASE c -> a [] OTHER -> b", "CASE c: never => x' = (CASE OTHER -> b)")]
    [InlineData("x' = [a |-> TRUE]", "a |-> FALSE instead of a |-> TRUE => x' = [a |-> FALSE]")]
    public void An_expression_becomes_another_one(string body, string mutant) =>
        Assert.Contains(mutant, MutantsOf(body, MutantKind.Altered));

    [Fact]
    public void What_only_endless_models_or_lagging_watches_do_is_left_alone() =>
        Assert.Equal(
            ["x stays, instead of (IF Endless THEN a \\union b ELSE c) \\union (IF Lags THEN d \\ e ELSE {}) => x' = x"],
            Mutator.Of("A", ParserTests.Of("x' = (IF Endless THEN a \\union b ELSE c) \\union (IF Lags THEN d \\ e ELSE {})"))
                .Select(mutant => $"{mutant.Change} => {mutant.Body}"));

    [Fact]
    public void No_two_mutants_of_the_protocol_have_one_name_or_one_body()
    {
        var mutants = Catalog.Of(Real.Protocol);
        Assert.InRange(mutants.Count, 400, 2000);
        Assert.Equal(mutants.Count, mutants.Select(mutant => mutant.Name).Distinct().Count());
        Assert.Equal(mutants.Count, mutants.Select(mutant => $"{mutant.Definition} {mutant.Body}").Distinct().Count());
        Assert.All(mutants, mutant => Assert.NotEqual(Real.Protocol.Body(mutant.Definition), mutant.Body));
    }

    [Fact]
    public void Every_action_of_the_protocol_has_mutants_and_every_other_action_has_none()
    {
        var mutated = Catalog.Of(Real.Protocol).Select(mutant => mutant.Definition).ToHashSet();
        Assert.All(Real.Protocol.Actions, action => Assert.Contains(action, mutated));
        Assert.All(["Crash", "Break", "UserScale", "ApiApply", "ApiFail", "MarkApply"], action => Assert.DoesNotContain(action, mutated));
    }

    [Fact]
    public void A_guard_that_can_be_switched_off_is_on()
    {
        var node = ParserTests.Of("(a \\/ ~On(\"X\")) /\\ (On(\"Y\") => b) /\\ (IF On(\"Z\") THEN TRUE ELSE c)");
        Assert.Equal("a /\\ b", Simplifier.WithGuardsOn(node).ToString());
    }

    private static IEnumerable<string> MutantsOf(string body, MutantKind kind) =>
        Mutator.Of("A", ParserTests.Of(body)).Where(mutant => mutant.Kind == kind).Select(mutant => $"{mutant.Change} => {mutant.Body}");
}
