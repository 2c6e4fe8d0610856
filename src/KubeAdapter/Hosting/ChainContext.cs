using System.Security.Cryptography;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.KubeAdapter.Hosting;

/// <summary>What the hosts of one process share. Immutable; nothing in it is disposed of by a host.</summary>
public sealed record ChainContext
{
    /// <summary>The API server.</summary>
    public required KubeConnection Connection { get; init; }

    /// <summary>Where the stages of this process are reached.</summary>
    public required ILinkServer Server { get; init; }

    /// <summary>Reaches stages, of this process or another.</summary>
    public required IDialers Dialers { get; init; }

    /// <summary>Where everybody logs.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Who sees every step of every stage.</summary>
    public IReadOnlyList<IStepObserver> Observers { get; init; } = [];

    /// <summary>Incarnations and seeds.</summary>
    public RandomNumbers Random { get; init; } = RandomNumbers.Unpredictable();

    /// <summary>
    /// Told in a sentence if a stage or a loop of a host failed, which none should: the process is of little use then. May be called more
    /// than once, from any thread.
    /// </summary>
    public Action<string> Failed { get; init; } = _ => { };

    /// <summary>Where every loop of the hosts runs.</summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <summary>Bounds of mailboxes and links; the rest of it is set by this context.</summary>
    public StageActorOptions Actors { get; init; } = new();

    internal StageActorOptions ActorOptions =>
        Actors with { Observers = Observers, Time = Connection.Options.Time, Failed = Failed, TaskScheduler = TaskScheduler };
}

/// <summary>Where incarnations and seeds of jitter come from. Thread-safe.</summary>
public sealed class RandomNumbers
{
    private readonly Lock gate = new();
    private readonly Random? seeded;

    private RandomNumbers(Random? seeded) => this.seeded = seeded;

    /// <summary>No two runs draw the same: the only right choice for stages that serve a cluster.</summary>
    public static RandomNumbers Unpredictable() => new(seeded: null);

    /// <summary>The same numbers for the same seed: for demos and tests, whose API server starts empty.</summary>
    public static RandomNumbers Seeded(int seed) => new(new Random(seed));

    /// <summary>A number for a new incarnation of a stage.</summary>
    public ulong Incarnation()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    /// <summary>A seed.</summary>
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
