using System.CommandLine;
using System.Globalization;
using KubeDirect.KubeAdapter;

namespace KubeDirect.Cli;

/// <summary>The flags by which one process of several leads, named as those of Kubernetes's own components.</summary>
internal sealed class ElectionOptions
{
    private readonly Option<bool> elect = new("--leader-elect") { Description = "Serve only while holding the Lease, so that several can be started and one serves.", DefaultValueFactory = _ => true };
    private readonly Option<string> space = new("--leader-elect-resource-namespace") { Description = "The namespace of the Leases.", DefaultValueFactory = _ => "kube-system" };
    private readonly Option<string> identity = new("--leader-elect-identity") { Description = "Who this process is. One that is started with the identity of the holder takes over at once.", DefaultValueFactory = _ => $"{Environment.MachineName}_{Guid.NewGuid():N}" };
    private readonly Option<string> duration = new("--leader-elect-lease-duration") { Description = "How long others leave a Lease alone that does not change.", DefaultValueFactory = _ => "15s" };
    private readonly Option<string> deadline = new("--leader-elect-renew-deadline") { Description = "How long after its last renewal a leader leads at most.", DefaultValueFactory = _ => "10s" };
    private readonly Option<string> retry = new("--leader-elect-retry-period") { Description = "How often a leader renews.", DefaultValueFactory = _ => "2s" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[elect, space, identity, duration, deadline, retry])
        {
            command.Add(option);
        }
    }

    /// <summary>The Lease of a role, as these flags place it.</summary>
    public ILeaseStore Lease(KubeConnection connection, ParseResult parsed, string role) => new LeaseStore(connection, parsed.GetValue(space)!, $"kubedirect-{role}");

    /// <summary>What the flags say, before anything is started.</summary>
    /// <exception cref="UsageException">It does not fit together.</exception>
    public LeaderElectionOptions Read(ParseResult parsed)
    {
        var options = new LeaderElectionOptions
        {
            Identity = parsed.GetValue(identity)!,
            LeaseDuration = Seconds(duration, parsed),
            RenewDeadline = Seconds(deadline, parsed),
            RetryPeriod = Seconds(retry, parsed),
        };
        return options.Misfit is { } misfit ? throw new UsageException(misfit) : options;
    }

    /// <summary>Serves as long as this process leads, or until it is stopped where nobody is elected.</summary>
    /// <exception cref="ServerException">The Lease was lost.</exception>
    public async Task<int> ServeAsync(ChainProcess process, ParseResult parsed, string role, LeaderElectionOptions options, Func<CancellationToken, Task> serve, CancellationToken cancellation)
    {
        if (!parsed.GetValue(elect))
        {
            await serve(cancellation);
            return 0;
        }

        var context = process.Context;
        var lease = Lease(context.Connection, parsed, role);
        var election = new LeaderElection(
            lease,
            options with { LinkAddress = context.Server.Address.Authority, Seed = context.Random.Seed() },
            context.Connection.Options.Time,
            context.Loggers.CreateLogger(role));

        // A new process, and not this one, takes the Lease again: it starts with nothing, as a stage that serves must.
        return await election.RunAsync(serve, cancellation) == TermEnd.Stopped
            ? 0
            : throw new ServerException($"the Lease {lease.Name} is lost, so this {role} serves no longer.");
    }

    private static TimeSpan Seconds(Option<string> option, ParseResult parsed)
    {
        var text = parsed.GetValue(option)!;
        return text.EndsWith('s') && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{option.Name} takes seconds, such as 15s, and not '{text}'.");
    }
}
