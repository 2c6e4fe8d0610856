namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>What one model says of one mutant, with what it found.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Finding">The violated property, or TLC's error; else empty.</param>
internal sealed record Outcome(Verdict Verdict, string Finding)
{
    public static Outcome Equivalent { get; } = new(Verdict.Equivalent, "");

    public static Outcome Survived { get; } = new(Verdict.Survived, "");

    public static Outcome Grown { get; } = new(Verdict.Grown, "");

    /// <summary>Whether no other model has to be asked.</summary>
    public bool IsFinal => Verdict is Verdict.Killed or Verdict.Broken;
}
