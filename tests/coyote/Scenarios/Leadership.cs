using KubeDirect.Kubernetes.Leadership;
using KubeDirect.Primitives;
using Microsoft.Extensions.Logging.Abstractions;
using Specification = Microsoft.Coyote.Specifications.Specification;

namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>Two candidates for one Lease; whoever leads runs the ReplicaSet stage.</summary>
internal sealed class Leadership
{
    private readonly SmallLease lease = new();
    private readonly LeaderElection?[] candidates = new LeaderElection?[2];
    private readonly CancellationTokenSource[] stops = [new(), new()];
    private readonly TaskCompletionSource regained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InstantTime time;
    private readonly Chain? chain;
    private int processes;
    private int terms;

    private Leadership(InstantTime time, Chain? chain) => (this.time, this.chain) = (time, chain);

    /// <summary>A renewal is carried out and never answered: its leader must
    /// not lead for longer than the others leave the Lease alone.</summary>
    public static async Task LostAndRegainedAsync()
    {
        Converges.Register();
        Converges.Begin();
        await new Leadership(new InstantTime(), chain: null).RunAsync();
        Converges.End();
    }

    /// <summary>The same, while the leader runs the ReplicaSet stage: what
    /// it still sends must do no harm to what its successor does.</summary>
    public static async Task LostInTheMiddleOfAWriteAsync()
    {
        var below = new Chain(new Shape { Replicas = 1 });
        below.StartBelow();
        await new Leadership(below.Time, below).RunAsync();
        await below.EndAsync(replicas: null); // A last term may have begun with an empty memory.
    }

    private async Task RunAsync()
    {
        var running = new[] { Task.Run(() => CandidateAsync(0)), Task.Run(() => CandidateAsync(1)) };
        await regained.Task;
        if (chain is not null)
        {
            await chain.ConvergesAsync(1);
        }

        foreach (var stop in stops)
        {
            stop.Cancel();
        }

        await Task.WhenAll(running);
        Specification.Assert(candidates.All(candidate => candidate is not { Holds: true }), "A candidate that was stopped leads.");
    }

    /// <summary>A process that ends when it loses the Lease, and is started again.</summary>
    private async Task CandidateAsync(int number)
    {
        var stop = stops[number];
        while (!stop.IsCancellationRequested)
        {
            var options = new LeaderElectionOptions { Identity = $"{number}-{Interlocked.Increment(ref processes)}" };
            var candidate = new LeaderElection(lease.View(), options, time, NullLogger.Instance);
            Volatile.Write(ref candidates[number], candidate);
            await candidate.RunAsync(term => LeadAsync(number, candidate, term), stop.Token);
            Specification.Assert(!candidate.Holds, "A candidate leads after its term.");
        }
    }

    private async Task LeadAsync(int number, LeaderElection candidate, CancellationToken term)
    {
        if (Interlocked.Increment(ref terms) == 1)
        {
            lease.FallSilent(writes: 1);
        }
        else
        {
            // The faults cease: timers are in time, and nobody else tries.
            time.Calm();
            stops[1 - number].Cancel();
            regained.TrySetResult();
        }

        for (var look = 0; look < 3; look++)
        {
            if (candidate.Holds && Volatile.Read(ref candidates[1 - number]) is { Holds: true } && candidate.Holds)
            {
                Specification.Assert(false, "Two lead at once.");
            }

            await Task.Yield();
        }

        await (chain is null ? new Permits(0).WaitAsync(term) : chain.RunReplicaSetAsync(term));
    }
}
