using Xunit;

namespace KubeDirect.Tests.Unit;

/// <summary>Who looks for the tests of a source file finds them in the folder of the same path.</summary>
public sealed class MirrorTests
{
    /// <summary>Tests that are not about a source file: the one of the result of the mutation tests.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal) { "Mutation" };

    [Fact]
    public void Every_folder_of_the_unit_tests_is_a_folder_of_the_sources()
    {
        var (sources, tests) = (Path.Combine(Repository.Root, "src"), Path.Combine(Repository.Root, "tests", "unit"));
        var folders = Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tests, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(folder => folder != "." && !folder.Split('/').Any(part => part is "bin" or "obj"))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Superset(Others, folders);
        var strangers = folders.Except(Others).Where(folder => !Directory.Exists(Path.Combine(sources, folder))).ToList();
        Assert.True(strangers.Count == 0, $"src has no folder {string.Join(", ", strangers)}.");
    }
}
