using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.KubeAdapter.Scheduler;
using KubeDirect.Kubernetes.Leadership;
using KubeDirect.Primitives;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.Tests.Simulation.Cluster;

/// <summary>A controller or Scheduler as production runs it: it waits for
/// its Lease, serves while it holds it, and ends when it is lost.</summary>
internal static class Candidate
{
    private const string Namespace = "kube-system";

    /// <summary>Runs one until it ends, or is killed.</summary>
    /// <param name="context">What its hosts share.</param>
    /// <param name="role">What it would lead as.</param>
    /// <param name="scheduling">For a Scheduler.</param>
    /// <param name="ignoresTerm">A canary: it serves on when it has lost its Lease.</param>
    /// <param name="exit">Ends its process.</param>
    public static async Task RunAsync(ChainContext context, string role, SchedulerHostOptions scheduling, bool ignoresTerm, Action exit)
    {
        try
        {
            var options = new LeaderElectionOptions
            {
                Identity = $"{context.Server.Address.Host}_{context.Random.Incarnation():x16}",
                Address = context.Server.Address.Authority,
                Seed = context.Random.Seed(),
            };
            var election = new LeaderElection(Lease(context, role), options, context.Connection.Options.Time, NullLogger.Instance);
            await election.RunAsync(
                term => LeadAsync(context, role, scheduling, ignoresTerm ? CancellationToken.None : term), CancellationToken.None);
            exit();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Failed($"its election failed: {e.Message}");
        }
    }

    private static async Task LeadAsync(ChainContext context, string role, SchedulerHostOptions scheduling, CancellationToken term)
    {
        var lease = new LeaseDialer(Lease(context, SchedulerHost.StageName), at => context.Dialers.To(at, SchedulerHost.StageName));
        await using IAsyncDisposable host = role == SchedulerHost.StageName
            ? SchedulerHost.Start(context, scheduling)
            : ControllerHost.Start(context, lease);
        await new Permits(0).WaitAsync(term);
    }

    private static LeaseStore Lease(ChainContext context, string role) => ChainLease.Of(context.Connection.Api, Namespace, role);
}
