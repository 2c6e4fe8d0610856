using Xunit;

namespace KubeDirect.Tests.SpecMutants;

public sealed class ModelTests
{
    [Fact]
    public void A_property_of_steps_keeps_the_columns_of_its_lists()
    {
        var module = Module.Read("M", "M ==\n    1\n\nKept ==\n    [][/\\ a\n       /\\ b]_vars\n====");
        var property = Property.Read(module, module.Definitions[1]);
        Assert.Equal(PropertyKind.Step, property.Kind);
        Assert.Equal(["Part_Kept ==", "       ", "       /\\ a", "       /\\ b"], property.Lines);
    }

    [Theory]
    [InlineData("<>[]Good", "Good")]
    [InlineData("[]<>(Good)", "(Good)")]
    [InlineData("\\A p \\in P : (p \\in T) ~> (p \\notin T)", "\\A p \\in P : (p \\in T) => (p \\notin T)")]
    public void A_liveness_property_says_something_of_a_state_that_is_never_left(string formula, string part)
    {
        var module = Module.Read("M", $"Lives == {formula}\n====");
        var property = Property.Read(module, module.Definitions[0]);
        Assert.Equal(PropertyKind.Lasting, property.Kind);
        Assert.Equal(part, property.Lines[1].Trim());
    }

    [Fact]
    public void A_refinement_is_checked_step_by_step()
    {
        var module = Module.Read("M", "Refines == Manager!Spec\n====");
        Assert.Equal("(UNCHANGED Manager!vars) \\/ Manager!Next", Property.Read(module, module.Definitions[0]).Formula);
    }

    [Fact]
    public void The_small_models_of_this_repository_are_read_and_the_cheapest_is_first()
    {
        var models = Shelf.Read(Real.Specification, Real.Folder, Arguments.SmallModels, "quick", "full");
        Assert.Contains(models, model => model.Entry.Name == "MCHeals" && model.IsLive && model.Fairness is ["Fairness"]);
        Assert.Contains(models, model => model.Entry.Name == "MCEndlessScale" && model.Fairness is ["Progress"]);
        Assert.Contains(models, model => model.Entry.Name == "MCCancel" && !model.IsLive && model.Init == "WarmInit");
        Assert.DoesNotContain(models, model => model.Entry.Name.StartsWith("MCKeys", StringComparison.Ordinal));
        Assert.DoesNotContain(models, model => model.Entry.Name.StartsWith("MCInductive", StringComparison.Ordinal));
        Assert.Equal(models.OrderBy(model => model.Cost), models);
    }

    [Fact]
    public void Properties_keep_the_operators_that_a_mutant_changes()
    {
        var mutant = Catalog.Of(Real.Protocol).First(mutant => mutant.Definition == "OnNode");
        var schemata = new Schemata(Real.Protocol, new Dictionary<int, Mutant> { [1] = mutant });
        var lines = schemata.LinesOf(Real.Specification.Find("State")!).ToArray();
        Assert.Contains("OnNode(n) == {p \\in DOMAIN S.pods : S.pods[p].node = n}", lines);
        Assert.Contains($"OnNode_m1(n) == {mutant.Body} \\* mutant 1", lines);
        var steps = schemata.LinesOf(Real.Specification.Find("Scheduler")!).ToArray();
        Assert.Contains(steps, line => Uses(line, "RecvUpdate_Scheduler_m1(n) == ") && Uses(line, "OnNode_m1(n)"));
        Assert.Contains(steps, line => Uses(line, "RecvUpdate_Scheduler_m0(n) == ") && Uses(line, "OnNode(n)"));
    }

    private static bool Uses(string line, string text) => line.Contains(text, StringComparison.Ordinal);
}
