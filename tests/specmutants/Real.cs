namespace KubeDirect.Tests.SpecMutants;

/// <summary>The specification of this repository.</summary>
internal static class Real
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "spec", "tla");

    public static string Document { get; } = Path.Combine(Repository.Root, "docs", "specification-mutants.md");

    public static Specification Specification { get; } = Specification.Read(Folder);

    public static Protocol Protocol { get; } = new(Specification);
}
