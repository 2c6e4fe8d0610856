using System.Security.Cryptography;

namespace KubeDirect.KubeAdapter.Hosting;

/// <summary>The source of incarnations and of seeds of jitter. Thread-safe.</summary>
public sealed class RandomNumbers
{
    private readonly Lock gate = new();
    private readonly Random? seeded;

    private RandomNumbers(Random? seeded) => this.seeded = seeded;

    /// <summary>Draws other numbers in each run. Stages that serve a cluster need this.</summary>
    public static RandomNumbers Unpredictable() => new(seeded: null);

    /// <summary>Draws the same numbers for the same seed. For demos and tests, whose API server starts empty.</summary>
    public static RandomNumbers Seeded(int seed) => new(new Random(seed));

    /// <summary>Draws the number of a new incarnation of a stage: 64 random bits.</summary>
    public ulong Incarnation()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    /// <summary>Draws a seed; at least 0.</summary>
    public int Seed()
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return BitConverter.ToInt32(bytes) & int.MaxValue;
    }

    private void Fill(Span<byte> bytes)
    {
        if (seeded is null)
        {
            RandomNumberGenerator.Fill(bytes);
            return;
        }

        lock (gate)
        {
            seeded.NextBytes(bytes);
        }
    }
}
