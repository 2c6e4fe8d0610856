using KubeDirect.Kubernetes.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace KubeDirect.Tests.Unit.Kubernetes.Leadership;

public sealed class LeaderElectionTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly SharedLease lease = new();
    private readonly List<Candidate> candidates = [];

    [Fact]
    public async Task One_of_two_leads_and_the_other_follows_when_it_stops()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        var second = Run("b");
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.False(second.Leads);

        Assert.Equal(TermEnd.Stopped, await first.StopAsync());
        Assert.Equal("", lease.Record.Holder);
        await UntilAsync(() => second.Leads, "b leads");
        Assert.Equal(("b", 1), (lease.Record.Holder, lease.Record.Transitions));
    }

    [Fact]
    public async Task A_leader_that_vanishes_is_followed_only_after_the_lease_ran_out()
    {
        lease.Put(new LeaseRecord("gone", TimeSpan.FromSeconds(15), 3, null, null));
        var candidate = Run("b");
        await PassAsync(TimeSpan.FromSeconds(14));
        Assert.False(candidate.Leads);
        await UntilAsync(() => candidate.Leads, "b leads");
        Assert.Equal(4, lease.Record.Transitions);
    }

    [Fact]
    public async Task A_leader_that_is_cut_off_stops_before_another_leads()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        var second = Run("b");
        await PassAsync(TimeSpan.FromSeconds(5));
        lease.CutOff = "a";
        await UntilAsync(() => !first.Election.Holds, "a holds it no longer");
        Assert.False(second.Leads);
        await UntilAsync(() => second.Leads, "b leads");
        Assert.Equal(TermEnd.Lost, await first.Run);

        lease.CutOff = null;
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.True(second.Leads);
    }

    [Fact]
    public async Task A_request_that_hangs_does_not_keep_a_leader_leading()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        lease.Hangs = "a";
        await UntilAsync(() => !first.Leads, "a has stopped");
        Assert.Equal(TermEnd.Lost, await first.Run);
    }

    [Fact]
    public async Task A_leader_does_not_hold_the_lease_from_the_moment_its_renewal_is_overdue()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        lease.CutOff = "a";

        // As after a pause of the whole process: no timer has had its turn yet.
        time.AutoAdvanceAmount = TimeSpan.FromSeconds(30);
        _ = time.GetUtcNow();
        time.AutoAdvanceAmount = TimeSpan.Zero;
        Assert.False(first.Election.Holds);
    }

    [Fact]
    public async Task A_renewal_whose_answer_was_lost_costs_no_term()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        lease.AnswersToLose = 3;
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, lease.AnswersToLose);
        Assert.True(first.Leads);
    }

    [Fact]
    public async Task A_renewal_that_conflicts_again_and_again_is_not_repeated_as_fast_as_the_server_answers()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        lease.Conflicts = "a";
        await UntilAsync(() => !first.Leads, "a has stopped");
        Assert.Equal(TermEnd.Lost, await first.Run);
        Assert.InRange(lease.Conflicted, 3, 50);
    }

    [Fact]
    public async Task A_lease_that_somebody_else_has_taken_is_lost_at_once()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        lease.Put(new LeaseRecord("thief", TimeSpan.FromSeconds(15), 7, null, null));
        await UntilAsync(() => !first.Leads, "a has stopped");
        Assert.Equal(TermEnd.Lost, await first.Run);
        Assert.Equal("thief", lease.Record.Holder);
    }

    [Fact]
    public async Task A_lease_that_somebody_deleted_is_made_again_by_its_holder()
    {
        var first = Run("a");
        await UntilAsync(() => first.Leads, "a leads");
        lease.Delete();
        await UntilAsync(() => lease.Record.Holder == "a", "it is there again");
        Assert.True(first.Leads);
    }

    [Fact]
    public async Task A_candidate_with_the_identity_of_the_holder_takes_over_at_once()
    {
        lease.Put(new LeaseRecord("a", TimeSpan.FromSeconds(15), 3, null, null));
        var restarted = Run("a");
        await UntilAsync(() => restarted.Leads, "a leads", TimeSpan.Zero);
        Assert.Equal(3, lease.Record.Transitions);
    }

    [Fact]
    public async Task What_fails_while_leading_gives_the_lease_back_and_is_thrown()
    {
        var candidate = Run("a", _ => throw new InvalidOperationException("no stage"));
        Assert.Equal("no stage", (await Assert.ThrowsAsync<InvalidOperationException>(() => candidate.Run)).Message);
        Assert.Equal("", lease.Record.Holder);
        candidates.Clear();
    }

    [Theory]
    [InlineData(15, 15, 2)]
    [InlineData(15, 10, 10)]
    [InlineData(15, 10, 0)]
    public void Times_that_do_not_fit_each_other_are_refused(int duration, int deadline, int retry)
    {
        var options = new LeaderElectionOptions
        {
            Identity = "a",
            LeaseDuration = TimeSpan.FromSeconds(duration),
            RenewDeadline = TimeSpan.FromSeconds(deadline),
            RetryPeriod = TimeSpan.FromSeconds(retry),
        };
        Assert.Throws<ArgumentException>(() => new LeaderElection(lease.SeenBy("a"), options, time, NullLogger.Instance));
    }

    public async ValueTask DisposeAsync()
    {
        (lease.CutOff, lease.Hangs) = (null, null);
        foreach (var candidate in candidates)
        {
            await candidate.StopAsync();
            candidate.Dispose();
        }
    }

    private Candidate Run(string identity, Func<CancellationToken, Task>? lead = null)
    {
        var candidate = new Candidate(lease.SeenBy(identity), identity, time, lead);
        candidates.Add(candidate);
        return candidate;
    }

    /// <summary>Lets time pass until something is true; never do two hold the Lease.</summary>
    private Task UntilAsync(Func<bool> condition, string what, TimeSpan? within = null)
    {
        var end = time.GetUtcNow() + (within ?? TimeSpan.FromHours(1));
        return Eventually.TrueAsync(condition, what, () => Tick(end));
    }

    private async Task PassAsync(TimeSpan span)
    {
        var end = time.GetUtcNow() + span;
        await Eventually.TrueAsync(() => time.GetUtcNow() >= end, "time passes", () => Tick(end));
    }

    private void Tick(DateTimeOffset end)
    {
        Assert.True(candidates.Count(candidate => candidate.Election.Holds) <= 1, "two hold it at once");
        if (time.GetUtcNow() < end && lease.Idle)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    private sealed class Candidate : IDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private volatile bool leads;

        public Candidate(ILeaseStore store, string identity, TimeProvider time, Func<CancellationToken, Task>? lead)
        {
            Election = new LeaderElection(store, new LeaderElectionOptions { Identity = identity }, time, NullLogger.Instance);
            Run = Election.RunAsync(lead ?? LeadAsync, stop.Token);
        }

        public LeaderElection Election { get; }

        public Task<TermEnd> Run { get; }

        public bool Leads => leads;

        public Task<TermEnd> StopAsync()
        {
            stop.Cancel();
            return Run;
        }

        public void Dispose() => stop.Dispose();

        private async Task LeadAsync(CancellationToken term)
        {
            leads = true;
            try
            {
                await Task.Delay(Timeout.Infinite, term);
            }
            finally
            {
                leads = false;
            }
        }
    }
}
