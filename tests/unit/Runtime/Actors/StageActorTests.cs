using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Actors;

public sealed class StageActorTests
{
    private static readonly ScaleKey Web = new("default/web");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_comes_after_it_was_disposed_is_dropped_and_keeps_nobody_waiting()
    {
        var actor = Actor(new AutoscalerStage(), capacity: 1);
        await actor.DisposeAsync();
        actor.Post(new Scale(Web, 1));
        actor.Wake();
        await actor.PostAsync(new Scale(Web, 1), before: null, CancellationToken.None).WaitAsync(Limit);
        await actor.PostAsync(new Scale(Web, 1), before: null, CancellationToken.None).WaitAsync(Limit);
        Assert.Empty(actor.State.Wants);
    }

    [Fact]
    public async Task Who_waits_for_room_when_it_is_disposed_waits_no_more()
    {
        var actor = Actor(new AutoscalerStage(), capacity: 1, start: false);
        var waiting = Enumerable.Range(0, 5).Select(_ => actor.PostAsync(Listed.Now, before: null, CancellationToken.None)).ToList();
        Assert.False(waiting[4].IsCompleted);
        await actor.DisposeAsync();
        await Task.WhenAll(waiting).WaitAsync(Limit);
    }

    [Fact]
    public async Task Disposing_it_twice_is_disposing_it_once()
    {
        var actor = Actor(new AutoscalerStage());
        actor.AddLink(LinkId.Only, new Wire(), seed: 1);
        await actor.DisposeAsync();
        await actor.DisposeAsync();
    }

    [Fact]
    public async Task Starting_it_twice_is_refused()
    {
        await using var actor = Actor(new AutoscalerStage());
        Assert.Throws<InvalidOperationException>(actor.Start);
    }

    public static TheoryData<StageActorOptions, string> OptionsThatCannotWork => new()
    {
        { new() { MailboxCapacity = 0 }, "MailboxCapacity must be more than zero." },
        { new() { Slice = 0 }, "Slice must be more than zero." },
        { new() { Links = new() { HighWater = -1 } }, "HighWater must not be negative." },
        { new() { Links = new() { BatchSize = 0 } }, "BatchSize must be more than zero." },
        { new() { Links = new() { InitialBackoff = TimeSpan.Zero } }, "InitialBackoff must be more than zero." },
        { new() { Links = new() { MaxBackoff = TimeSpan.Zero } }, "MaxBackoff must be more than zero." },
        { new() { Links = new() { HighWater = 8, Capacity = 8 } }, "The capacity of links, 8, must be above their high water, 8." },
    };

    [Theory]
    [MemberData(nameof(OptionsThatCannotWork))]
    public void Options_that_cannot_work_are_refused(StageActorOptions options, string why)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new StageActor<AutoscalerState>(
                "a",
                new AutoscalerStage(),
                AutoscalerState.Initial(1),
                NoEffects.Instance,
                options,
                NullLogger.Instance));
        Assert.StartsWith(why, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Once, whatever a dialer threw beside what it may ended its link for ever, without a word.</summary>
    [Fact]
    public async Task A_dialer_that_throws_what_it_should_not_is_dialed_again()
    {
        var actor = Actor(new AutoscalerStage());
        var dialer = new Wrong();
        actor.AddLink(LinkId.Only, dialer, seed: 1);
        await Eventually.TrueAsync(() => dialer.Attempts > 4, "more attempts to dial");
        await actor.DisposeAsync();
    }

    [Fact]
    public async Task An_input_whose_sender_no_longer_stands_by_it_is_dropped()
    {
        await using var actor = Actor(new AutoscalerStage());
        await actor.PostAsync(new Scale(Web, 1), () => false, CancellationToken.None);
        await actor.PostAsync(new Scale(new ScaleKey("default/other"), 2), () => true, CancellationToken.None);
        await Eventually.TrueAsync(() => !actor.State.Wants.IsEmpty, "what was wanted");
        Assert.DoesNotContain(Web, actor.State.Wants.Keys);
    }

    [Fact]
    public async Task A_link_that_is_replaced_is_lost_even_if_its_replacement_reaches_nobody()
    {
        await using var below = new StageActor<DeploymentState>(
            "below",
            new Eager(),
            DeploymentState.Initial(7) with { Recovered = true },
            NoEffects.Instance,
            new StageActorOptions(),
            NullLogger.Instance);
        below.Start();
        await using var actor = Actor(new AutoscalerStage());
        actor.AddLink(LinkId.Only, new InMemoryLink(below.Above), seed: 1);
        await Eventually.TrueAsync(() => actor.State.Below.InSync, "the link is in sync");
        actor.AddLink(LinkId.Only, new Wire(), seed: 1);
        await Eventually.TrueAsync(() => actor.State.Below.Status == LinkStatus.Down, "the link is lost");
    }

    [Fact]
    public async Task A_stage_whose_step_fails_disconnects_its_peers_and_says_so()
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var below = new StageActor<DeploymentState>(
            "below",
            new Eager(),
            DeploymentState.Initial(7) with { Recovered = true },
            NoEffects.Instance,
            new StageActorOptions { Failed = failed.SetResult },
            NullLogger.Instance);
        below.Start();
        await using var actor = Actor(new AutoscalerStage());
        actor.AddLink(LinkId.Only, new InMemoryLink(below.Above), seed: 1);
        await Eventually.TrueAsync(() => actor.State.Below.InSync, "the link is in sync");
        below.Post(Listed.Now);
        await Eventually.TrueAsync(() => actor.State.Below.Status == LinkStatus.Down, "the link is lost");
        Assert.Equal("The stage below failed: broken on purpose", await failed.Task.WaitAsync(Limit));
        Assert.Equal(
            "broken on purpose",
            (await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await below.DisposeAsync())).Message);
    }

    private static StageActor<AutoscalerState> Actor(IStage<AutoscalerState> stage, int capacity = 100, bool start = true)
    {
        var actor = new StageActor<AutoscalerState>(
            "autoscaler",
            stage,
            AutoscalerState.Initial(1),
            NoEffects.Instance,
            new StageActorOptions { MailboxCapacity = capacity },
            NullLogger.Instance);
        if (start)
        {
            actor.Start();
        }

        return actor;
    }

    /// <summary>A Deployment stage that needs nobody below it, and whose step fails once the list is complete.</summary>
    private sealed class Eager : IStage<DeploymentState>
    {
        private readonly DeploymentStage stage = new();

        public Step<DeploymentState> Apply(DeploymentState state, Input input) =>
            input is Listed ? throw new InvalidTimeZoneException("broken on purpose") : stage.Apply(state, input);

        public Input? Next(DeploymentState state, Func<LinkId, bool> hasRoom) => stage.Next(state, hasRoom);
    }

    private sealed class Wrong : IDialer
    {
        private int attempts;

        public int Attempts => Volatile.Read(ref attempts);

        public Task<IConnection> DialAsync(CancellationToken cancellation) =>
            Interlocked.Increment(ref attempts) % 2 == 0
                ? throw new NotSupportedException("wrong on purpose")
                : throw new OperationCanceledException("of nothing that the link asked for");
    }
}
