using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Property.Running;

/// <summary>
/// Runs a property on generated values. Every run has a seed of its own, the first seed plus its number, so any one can be run again alone.
/// The first seed is fixed, so that two runs of the tests are alike; <c>KUBEDIRECT_PROPERTY_SEED</c> sets another, and
/// <c>KUBEDIRECT_PROPERTY_RUNS</c> how many runs each property makes.
/// </summary>
internal sealed class Runs
{
    private const ulong FixedSeed = 20_260_419;
    private readonly ITestOutputHelper output;

    public Runs(ITestOutputHelper output, int runs)
    {
        this.output = output;
        First = Setting("KUBEDIRECT_PROPERTY_SEED") ?? FixedSeed;
        Count = (int)Math.Min(int.MaxValue, Setting("KUBEDIRECT_PROPERTY_RUNS") ?? (ulong)runs);
        output.WriteLine($"seed {First}, {Count} runs at most");
    }

    public ulong First { get; }

    public int Count { get; }

    /// <summary>The value of each run with its seed.</summary>
    public IEnumerable<(ulong Seed, T Value)> Of<T>(Gen<T> gen, int size)
    {
        for (var run = 0; run < Count; run++)
        {
            var seed = First + (ulong)run;
            yield return (seed, gen.Sample(1, new Rnd(seed), size).Single());
        }
    }

    /// <summary>Fails on the first value that the judge objects to, with the seed,
    /// after looking for a smaller one that fails in the same way.</summary>
    /// <param name="gen">The values.</param>
    /// <param name="size">FsCheck's size.</param>
    /// <param name="judge">What is wrong with a value; null if nothing is.</param>
    /// <param name="smaller">Smaller values, the smallest first.</param>
    /// <param name="describe">A value in words.</param>
    public void Check<T>(Gen<T> gen, int size, Func<T, string?> judge, Func<T, IEnumerable<T>> smaller, Func<T, string> describe)
    {
        foreach (var (seed, value) in Of(gen, size))
        {
            if (judge(value) is { } failure)
            {
                var (small, why) = Shrink(value, failure, judge, smaller);
                throw new Xunit.Sdk.XunitException(
                    $"{why}\n{describe(small)}\nSeed {seed}. To run it again: KUBEDIRECT_PROPERTY_SEED={seed} " +
                        "KUBEDIRECT_PROPERTY_RUNS=1 dotnet test tests/property");
            }
        }

        output.WriteLine($"{Count} runs passed");
    }

    /// <summary>Takes the first smaller value that breaks the same property, until none does.</summary>
    public static (T Value, string Failure) Shrink<T>(T value, string failure, Func<T, string?> judge, Func<T, IEnumerable<T>> smaller)
    {
        for (var budget = 4000; budget > 0;)
        {
            var found = false;
            foreach (var candidate in smaller(value))
            {
                if (--budget <= 0)
                {
                    break;
                }

                if (judge(candidate) is { } again && Property(again) == Property(failure))
                {
                    (value, failure, found) = (candidate, again, true);
                    break;
                }
            }

            if (!found)
            {
                break;
            }
        }

        return (value, failure);
    }

    /// <summary>The name of the property that a failure is about: what stands before the colon.</summary>
    public static string Property(string failure) => failure[..Math.Max(0, failure.IndexOf(':', StringComparison.Ordinal))];

    private static ulong? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidOperationException($"{name} is '{text}', which is no number.")
            : null;
}
