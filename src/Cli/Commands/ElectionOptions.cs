using System.CommandLine;
using System.Globalization;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Kubernetes.Leadership;
using KubeDirect.Primitives;

namespace KubeDirect.Cli.Commands;

/// <summary>The options of leader election, named as those of Kubernetes's own components. An instance belongs to one command.</summary>
internal sealed class ElectionOptions
{
    private readonly Option<bool> elect = new("--leader-elect")
    {
        Description = "Serve only while this process holds the Lease. Of several processes, one serves and the others wait.",
        DefaultValueFactory = _ => true,
    };

    private readonly Option<string> leaseNamespace = new("--leader-elect-resource-namespace")
    {
        Description = "The namespace of the Leases.",
        DefaultValueFactory = _ => "kube-system",
    };

    private readonly Option<string> identity = new("--leader-elect-identity")
    {
        Description = "The identity of this process. A process with the identity of the holder takes the Lease over at once.",
        DefaultValueFactory = _ => $"{Environment.MachineName}_{Guid.NewGuid():N}",
    };

    private readonly Option<string> duration = new("--leader-elect-lease-duration")
    {
        Description = "How long other processes wait before they take a Lease that does not change.",
        DefaultValueFactory = _ => "15s",
    };

    private readonly Option<string> deadline = new("--leader-elect-renew-deadline")
    {
        Description = "How long a leader leads at most after its last renewal.",
        DefaultValueFactory = _ => "10s",
    };

    private readonly Option<string> retry = new("--leader-elect-retry-period")
    {
        Description = "The time between two renewals of a leader.",
        DefaultValueFactory = _ => "2s",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[elect, leaseNamespace, identity, duration, deadline, retry])
        {
            command.Add(option);
        }
    }

    /// <summary>The Lease of a role: <c>kubedirect-</c> and the role, in the namespace that the options give.</summary>
    public ILeaseStore Lease(KubeConnection connection, ParseResult parsed, string role) =>
        ChainLease.Of(connection.Api, parsed.GetValue(leaseNamespace)!, role);

    /// <summary>Reads the options. Commands do this before they start anything.</summary>
    /// <exception cref="UsageException">The values do not fit together.</exception>
    public LeaderElectionOptions Read(ParseResult parsed)
    {
        var options = new LeaderElectionOptions
        {
            Identity = parsed.GetValue(identity)!,
            LeaseDuration = Seconds(duration, parsed),
            RenewDeadline = Seconds(deadline, parsed),
            RetryPeriod = Seconds(retry, parsed),
        };
        return OptionsCheck.FailureOf(options) is { } failure ? throw new UsageException(failure) : options;
    }

    /// <summary>Serves while this process leads. Without leader election, serves until the process is stopped.</summary>
    /// <exception cref="ServerException">The process has lost the Lease.</exception>
    public async Task<int> ServeAsync(
        ChainProcess process,
        ParseResult parsed,
        string role,
        LeaderElectionOptions options,
        Func<CancellationToken, Task> serve,
        CancellationToken cancellation)
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
            options with { Address = context.Server.Address.Authority, Seed = context.Random.Seed() },
            context.Connection.Options.Time,
            context.Loggers.CreateLogger(role));

        // This process does not try for the Lease again: a stage must start empty when it begins to serve, and a new process does.
        return await election.RunAsync(serve, cancellation) == TermEnd.Stopped
            ? 0
            : throw new ServerException($"the Lease {lease.Name} is lost, so this {role} stops serving.");
    }

    private static TimeSpan Seconds(Option<string> option, ParseResult parsed)
    {
        var text = parsed.GetValue(option)!;
        return text.EndsWith('s')
            && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and <= 86_400
                ? TimeSpan.FromSeconds(seconds)
                : throw new UsageException($"{option.Name} takes seconds, such as 15s, and not '{text}'.");
    }
}
