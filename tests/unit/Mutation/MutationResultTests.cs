using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace KubeDirect.Tests.Unit.Mutation;

/// <summary>The committed result of tests/mutation/run, which is too slow for every test run, is about the sources as they are.</summary>
public sealed class MutationResultTests
{
    [Fact]
    public void The_result_is_of_the_present_sources()
    {
        var folder = Path.Combine(Repository.Root, "src", "StateMachine");
        Assert.True(
            HashOf(folder) == Result().GetProperty("hash").GetString(),
            "src/StateMachine has changed since it was mutated: run tests/mutation/run and commit tests/mutation/result.json.");
    }

    [Fact]
    public void No_mutant_survived_and_none_is_ignored_without_a_reason()
    {
        var result = Result();
        Assert.Equal(100, result.GetProperty("score").GetDecimal());
        Assert.Empty(result.GetProperty("survived").EnumerateArray());
        Assert.All(result.GetProperty("ignored").EnumerateArray(), mutant => Assert.NotEmpty(mutant.GetProperty("reason").GetString()!));
    }

    private static JsonElement Result() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "mutation", "result.json"))).RootElement;

    // The same as in tests/mutation/run: the hash of what sha256sum says of every file, in the order of their names.
    private static string HashOf(string folder)
    {
        var names = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => "./" + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(name => !name.StartsWith("./bin/", StringComparison.Ordinal) && !name.StartsWith("./obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var lines = names.Select(name => $"{Sha256(File.ReadAllBytes(Path.Combine(folder, name)))}  {name}\n");
        return Sha256(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
