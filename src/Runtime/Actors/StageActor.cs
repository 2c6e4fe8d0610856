using KubeDirect.Primitives;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Runtime.Actors;

/// <summary>Hosts one stage as a single-threaded actor: its steps happen one after the other, and it never waits for a peer.</summary>
/// <typeparam name="TState">The stage's state.</typeparam>
/// <remarks>
/// Thread-safe. Disposing it ends it and then its links, and drops what waits in its mailbox. If one of its steps failed, disposing it
/// throws what the step threw.
/// </remarks>
public sealed class StageActor<TState> : IStageActor
    where TState : class, IStageState
{
    private readonly IStage<TState> stage;
    private readonly IEffects effects;
    private readonly StageActorOptions options;
    private readonly ILogger logger;
    private readonly Mailbox mailbox;
    private readonly CancellationTokenSource stop = new();
    private readonly Dictionary<LinkId, UpstreamLink> below = [];
    private readonly List<Task> ended = [];
    private readonly Func<LinkId, bool> hasRoom;
    private Task loop = Task.CompletedTask;
    private int started;
    private TState state;

    /// <summary>Makes an actor that does not run yet.</summary>
    /// <param name="name">The stage's name, for observers and logs.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="initial">Its state.</param>
    /// <param name="effects">Carries out the outputs that are not messages.</param>
    /// <param name="options">Its bounds and surroundings.</param>
    /// <param name="logger">Where it logs what an operator should know.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public StageActor(string name, IStage<TState> stage, TState initial, IEffects effects, StageActorOptions options, ILogger logger)
    {
        this.options = OptionsCheck.Valid(options);
        Name = name;
        this.stage = stage;
        this.effects = effects;
        this.logger = logger;
        state = initial;
        mailbox = new Mailbox(options.MailboxCapacity);
        hasRoom = link => below.TryGetValue(link, out var end) && end.HasRoom;
        Above = new DownstreamLink(this, options.Links, logger);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The state after the last step. Immutable.</summary>
    public TState State => Volatile.Read(ref state);

    /// <summary>The downstream end of the link from the stage above.</summary>
    public DownstreamLink Above { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">It was started before. Two loops would take steps at the same time.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref started, 1) != 0)
        {
            throw new InvalidOperationException($"{Name} was started before.");
        }

        loop = Background.Run(() => RunAsync(stop.Token), options.TaskScheduler);
    }

    /// <inheritdoc/>
    public void Post(Input input) => mailbox.Put(new Mail(input, Before: null));

    /// <inheritdoc/>
    public Task PostAsync(Input input, Func<bool>? before, CancellationToken cancellation) =>
        mailbox.PutAsync(new Mail(input, before), cancellation);

    /// <inheritdoc/>
    public void Call(Action action) => mailbox.Put(new Mail(Input: null, () =>
    {
        action();
        return true;
    }));

    /// <inheritdoc/>
    public void Wake() => mailbox.Signal();

    /// <summary>Adds a link to a stage below and keeps it connected from now on. A link with the same id is ended first.</summary>
    /// <param name="link">The link.</param>
    /// <param name="dialer">Reaches the stage below.</param>
    /// <param name="seed">Seed of the jitter between attempts.</param>
    public void AddLink(LinkId link, IDialer dialer, int seed) => Call(() =>
    {
        var end = new UpstreamLink(link, dialer, this, options, seed, logger);
        EndLink(link);
        below[link] = end;
        end.Start();
    });

    /// <summary>Ends a link, if there is one of this id.</summary>
    public void RemoveLink(LinkId link) => Call(() => EndLink(link));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        stop.Cancel();
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // The usual end.
        }
        finally
        {
            mailbox.Close();
            await Above.DisposeAsync();
            foreach (var end in below.Values)
            {
                await end.DisposeAsync();
            }

            await Task.WhenAll(ended);
        }
    }

    private void EndLink(LinkId link)
    {
        if (below.Remove(link, out var end))
        {
            end.Stop();
            ended.RemoveAll(task => task.IsCompleted);
            ended.Add(end.DisposeAsync().AsTask());
            Take(new LinkLost(link)); // The link itself no longer reports the loss of its connection.
        }
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await mailbox.WaitAsync(cancellation);
                mailbox.ResetSignal();
                while (Turn() && !cancellation.IsCancellationRequested)
                {
                    await Task.Yield();
                }
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A step function or an effect threw, which is a defect. To go on could break what the protocol guarantees.
            // The links end, so that the peers do not take the stage for alive.
            RuntimeLog.StageFailed(logger, Name, e);
            mailbox.Close();
            Above.Stop();
            foreach (var end in below.Values)
            {
                end.Stop();
            }

            options.Failed($"The stage {Name} failed: {e.Message}");
            throw;
        }
    }

    /// <summary>Takes a slice of inputs and then a slice of decisions. Returns whether there may be more.</summary>
    private bool Turn()
    {
        var taken = 0;
        while (taken < options.Slice && mailbox.TryTake(out var mail))
        {
            taken++;
            if ((mail.Before is null || mail.Before()) && mail.Input is { } input)
            {
                Take(input);
            }
        }

        var decided = 0;
        while (decided < options.Slice && stage.Next(state, hasRoom) is { } decision)
        {
            decided++;
            RuntimeMetrics.Decisions.Add(1);
            if (!Take(decision))
            {
                throw new InvalidOperationException($"The policy of {Name} offered {decision}, which its step function refuses.");
            }
        }

        return taken == options.Slice || decided == options.Slice;
    }

    private bool Take(Input input)
    {
        var before = state;
        var step = stage.Apply(before, input);
        Volatile.Write(ref state, step.State);
        RuntimeMetrics.Steps.Add(1);
        foreach (var observer in options.Observers)
        {
            observer.OnStep(Name, before, input, step);
        }

        foreach (var output in step.Outputs)
        {
            switch (output)
            {
                case SendUp up:
                    Above.Send(up.Message);
                    break;
                case SendDown down:
                    if (below.TryGetValue(down.Link, out var end))
                    {
                        end.Send(down.Message);
                    }

                    break;
                default:
                    effects.Perform(output);
                    break;
            }
        }

        return step.Taken;
    }
}
