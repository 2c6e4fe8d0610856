using KubeDirect.Primitives;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Kubernetes.Leadership;

/// <summary>Elects one of several candidates by a Lease at the API server, as Kubernetes's own components do.</summary>
/// <remarks>
/// <para>All times are measured with the monotonic clock of this process: a leader counts from before it sent its last renewal, and a
/// candidate from after it saw the Lease change. So clocks that disagree do no harm.</para>
/// <para>An election keeps two leaders out of each other's way, but it is not a fence. A process that was paused in the middle of a step
/// goes on with this step, whatever the clock says. What it writes must carry a precondition or an epoch.</para>
/// <para>Thread-safe. <see cref="RunAsync"/> is to be called once.</para>
/// </remarks>
public sealed class LeaderElection
{
    private readonly ILeaseStore store;
    private readonly LeaderElectionOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Random random;
    private LeaseRecord known = LeaseRecord.None;
    private long knownSince;
    private long renewed;
    private volatile bool leads;
    private string? said;

    /// <summary>Makes a candidate that does nothing until <see cref="RunAsync"/> is called.</summary>
    /// <param name="store">The Lease.</param>
    /// <param name="options">The candidate's identity and its times.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets an entry when this candidate begins to lead, loses the Lease, or cannot have it.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public LeaderElection(ILeaseStore store, LeaderElectionOptions options, TimeProvider time, ILogger logger)
    {
        OptionsCheck.Valid(options);
        (this.store, this.options, this.time, this.logger) = (store, options, time, logger);
        random = new Random(options.Seed);
    }

    /// <summary>
    /// Whether this candidate leads now. It becomes false at the moment at which the renewal is overdue, before the term ends.
    /// </summary>
    public bool Holds => leads && Left > TimeSpan.Zero;

    private TimeSpan Left => options.RenewDeadline - time.GetElapsedTime(Volatile.Read(ref renewed));

    /// <summary>
    /// Waits for the Lease, leads, and returns when the term is over. A lost Lease is not taken back: run another candidate for that.
    /// </summary>
    /// <param name="lead">The work of a leader, until its token is cancelled. The Lease is given back only after it has returned.</param>
    /// <param name="cancellation">Stops the candidate.</param>
    /// <returns>How the term ended. What <paramref name="lead"/> throws, this throws.</returns>
    public async Task<TermEnd> RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lead);
        try
        {
            await AcquireAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // A write in flight may have been carried out. The Lease then expires, as it does after a crash.
            return TermEnd.Stopped;
        }

        return await LeadAsync(lead, cancellation);
    }

    private async Task<TermEnd> LeadAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        // Linked by hand, here and below: to dispose of a linked source waits for its running callbacks. Here it is enough that none
        // starts later.
        var term = new CancellationTokenSource();
        var stopped = cancellation.Register(term.Cancel);
        var over = new CancellationTokenSource();
        var leading = StartAsync(lead, term.Token);
        var keeping = KeepAsync(over.Token);
        await Task.WhenAny(leading, keeping);
        stopped.Unregister();
        term.Cancel();
        try
        {
            await leading;
        }
        catch (OperationCanceledException) when (term.IsCancellationRequested)
        {
            // The end of a term cancels the leader's work.
        }
        finally
        {
            over.Cancel();
            await keeping;
            if (leads)
            {
                leads = false;
                await ReleaseAsync();
            }
        }

        return cancellation.IsCancellationRequested || await keeping ? TermEnd.Stopped : TermEnd.Lost;
    }

    /// <summary>Turns an exception before the first await into a failed task, too.</summary>
    private static async Task StartAsync(Func<CancellationToken, Task> lead, CancellationToken term) => await lead(term);

    /// <summary>Returns when this candidate has the Lease.</summary>
    private async Task AcquireAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var call = await store.ReadAsync(cancellation);
            if (call.Record is { } record)
            {
                Learn(record);
                if (IsFree && await TryWriteAsync(cancellation) is { Record: not null })
                {
                    leads = true;
                    logger.LogInformation("The Lease {Lease} is held now by this process, {Identity}.", store.Name, options.Identity);
                    return;
                }
            }

            Say(call.Failure ?? (known.Holder.Length > 0 && known.Holder != options.Identity ? $"it is held by {known.Holder}." : null));
            await Permits.DelayAsync(options.RetryPeriod * (1 + random.NextDouble()), time, cancellation);
        }
    }

    private bool IsFree => known.Holder.Length == 0 || known.Holder == options.Identity || time.GetElapsedTime(knownSince) > known.Duration;

    /// <summary>Renews the Lease. Returns true when the term is over, and false when the Lease is lost.</summary>
    private async Task<bool> KeepAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                var left = Left;
                await Permits.DelayAsync(left < options.RetryPeriod ? Positive(left) : options.RetryPeriod, time, over);
                if (Left <= TimeSpan.Zero)
                {
                    return Lose($"it was not renewed within {options.RenewDeadline.TotalSeconds:0.#} s");
                }

                if (await RenewAsync(over) is { } holder)
                {
                    return Lose(holder.Length == 0 ? "somebody took it away" : $"it is held by {holder} now");
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return true;
        }
    }

    /// <summary>Tries to renew the Lease. Returns null if this candidate may still lead, and else the holder.</summary>
    private async Task<string?> RenewAsync(CancellationToken over)
    {
        var either = new CancellationTokenSource();
        using var overdue = time.CreateTimer(_ => either.Cancel(), state: null, Positive(Left), Timeout.InfiniteTimeSpan);
        var ended = over.Register(either.Cancel);
        var backoff = new Backoff(options.RetryPeriod / 20, options.RetryPeriod, random.Next());
        try
        {
            while (await TryWriteAsync(either.Token) is { Conflict: true } && (await store.ReadAsync(either.Token)).Record is { } record)
            {
                // Either an earlier renewal was carried out and its answer was lost, or somebody else has the Lease.
                Learn(record);
                if (record.Version is not null && record.Holder != options.Identity)
                {
                    return record.Holder;
                }

                // Try again, later each time: somebody may write to the Lease all the time, or refuse every write with a conflict.
                await Permits.DelayAsync(backoff.Next(), time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!over.IsCancellationRequested)
        {
            // The renewal is overdue. The caller sees that by the clock.
        }
        finally
        {
            ended.Unregister();
        }

        return null;
    }

    private async Task<LeaseCall> TryWriteAsync(CancellationToken cancellation)
    {
        var sent = time.GetTimestamp();
        var mine = known.Holder == options.Identity;
        var record = new LeaseRecord(
            options.Identity,
            options.LeaseDuration,
            known.Version is null || mine ? known.Transitions : known.Transitions + 1,
            known.Version,
            options.Address);
        var call = await store.WriteAsync(record, acquired: !leads, cancellation);
        if (call.Record is { } written)
        {
            Learn(written);
            Volatile.Write(ref renewed, sent);
        }

        Say(call.Failure);
        return call;
    }

    private async Task ReleaseAsync()
    {
        // Frees the Lease for the next candidate. If this fails, the Lease expires by itself.
        using var timeout = new CancellationTokenSource(options.RetryPeriod, time);
        try
        {
            var free = new LeaseRecord("", TimeSpan.FromSeconds(1), known.Transitions, known.Version, null);
            if (await store.WriteAsync(free, acquired: false, timeout.Token) is { Conflict: true }
                && (await store.ReadAsync(timeout.Token)).Record is { } record && record.Holder == options.Identity)
            {
                // The renewal that was in flight when the term ended was carried out.
                await store.WriteAsync(free with { Version = record.Version }, acquired: false, timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The Lease expires by itself.
        }
    }

    private void Learn(LeaseRecord record)
    {
        if (record.Version != known.Version || known.Version is null)
        {
            (known, knownSince) = (record, time.GetTimestamp());
        }
    }

    private bool Lose(string why)
    {
        leads = false;
        logger.LogError("The Lease {Lease} is lost: {Why}.", store.Name, why);
        return false;
    }

    /// <summary>Logs why this candidate waits, once for each reason.</summary>
    private void Say(string? what)
    {
        if (what is not null && what != said)
        {
            logger.LogWarning("The Lease {Lease} cannot be had: {Why}", store.Name, what);
        }

        said = what;
    }

    private static TimeSpan Positive(TimeSpan delay) => delay > TimeSpan.FromMilliseconds(1) ? delay : TimeSpan.FromMilliseconds(1);
}
