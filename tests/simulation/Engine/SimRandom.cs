namespace KubeDirect.Tests.Simulation.Engine;

/// <summary>What the seed decides, in the words of those who ask.</summary>
internal static class SimRandom
{
    /// <summary>A generator of its own for one purpose, so that a change in one part of the simulation does not shift all others.</summary>
    public static Random For(ulong seed, string purpose)
    {
        unchecked
        {
            var mixed = seed * 0x9E3779B97F4A7C15;
            foreach (var letter in purpose)
            {
                mixed = (mixed ^ letter) * 0x100000001B3;
            }

            mixed ^= mixed >> 31;
            return new Random((int)(mixed ^ (mixed >> 32)));
        }
    }

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static TimeSpan Milliseconds(this Random random, double least, double most) =>
        TimeSpan.FromMilliseconds(least + (random.NextDouble() * (most - least)));

    public static TimeSpan Seconds(this Random random, double least, double most) =>
        TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public static ulong Identity(this Random random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.NextBytes(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
