using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Primitives;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>Keeps a copy of the objects of one kind by list-and-watch, and tells handlers what changes.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
/// <remarks>
/// <para>Handlers see one ordered stream of changes, one at a time, on the informer's own loop. The store shows a change before the
/// handlers see it. An exception of a handler is logged, and the other handlers still see the change. After a gap in the watch, handlers
/// see the difference between the two states, and not the changes in between.</para>
/// <para>An informer runs until it is cancelled, whatever the API server does.</para>
/// </remarks>
public sealed class Informer<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>A watch that lasted this long was a success, even if no event came.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private readonly ListWatch<T> requests;
    private readonly InformerOptions<T> options;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly Backoff backoff;
    private readonly InformerDispatch<T> dispatch;
    private readonly Permits synced = new(0);
    private int started;
    private bool listed;
    private string? lastFailure;

    /// <summary>Makes an informer that does nothing until <see cref="RunAsync"/> is called.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="options">What to watch.</param>
    /// <param name="logger">Gets a warning for each failure.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public Informer(IApi api, InformerOptions<T> options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(api);
        OptionsCheck.Valid(options);
        ArgumentNullException.ThrowIfNull(logger);
        requests = new ListWatch<T>(api, options);
        this.options = options;
        this.logger = logger;
        time = api.Time;
        random = new Random(options.Seed);
        backoff = new Backoff(options.InitialBackoff, options.MaxBackoff, random.Next());
        dispatch = new InformerDispatch<T>(Store, options.Trim, logger);
    }

    /// <summary>The objects, as last seen.</summary>
    public ObjectStore<T> Store { get; } = new();

    /// <summary>Whether the store has the first list and the handlers have seen all of it.</summary>
    public bool HasSynced => Volatile.Read(ref listed);

    /// <summary>One sentence on what fails at the moment; null while the watch works. For health checks.</summary>
    public string? LastFailure => Volatile.Read(ref lastFailure);

    /// <summary>Adds a handler. To be called before <see cref="RunAsync"/>.</summary>
    /// <param name="onChange">Called for every change. Must not block: the next change waits for it.</param>
    /// <param name="onSynced">Called once, in order, after all changes of the first list.</param>
    /// <param name="onListed">Called after all changes of every list, the first one included.</param>
    /// <exception cref="InvalidOperationException">The informer runs already.</exception>
    public void AddHandler(Action<InformerEvent<T>> onChange, Action? onSynced = null, Action? onListed = null)
    {
        ArgumentNullException.ThrowIfNull(onChange);
        if (Volatile.Read(ref started) != 0)
        {
            throw new InvalidOperationException("Handlers are added before the informer runs.");
        }

        dispatch.Add(onChange, onSynced, onListed);
    }

    /// <summary>Completes when <see cref="HasSynced"/> becomes true.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancellation)
    {
        await synced.WaitAsync(cancellation);
        synced.Release(); // The next waiter needs a permit, too.
    }

    /// <summary>Lists and watches until cancelled, then returns. To be called once.</summary>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref started, 1) != 0)
        {
            throw new InvalidOperationException("An informer runs once.");
        }

        string? version = null;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                version ??= await RelistAsync(cancellation);
                version = await WatchAsync(version, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<string?> RelistAsync(CancellationToken cancellation)
    {
        try
        {
            var listing = await requests.ListAsync(cancellation);
            dispatch.Replace(listing.Items);
            dispatch.Listed();
            if (!HasSynced)
            {
                dispatch.Synced();
                Volatile.Write(ref listed, true);
                synced.Release();
            }

            return listing.ResourceVersion;
        }
        catch (ApiRefusedException refused) when (refused.Status.IsExpired)
        {
            // The server has dropped the snapshot of the continue token: only a new list can be complete.
            await FailAsync($"A list of {typeof(T).Name} took longer than the server keeps its snapshot.", null, cancellation);
        }
        catch (ApiRefusedException refused)
        {
            await FailAsync(
                $"Listing {typeof(T).Name} was refused ({refused.Status.Code}): {refused.Message}",
                refused.RetryAfter,
                cancellation);
        }
        catch (ApiBrokenException broken)
        {
            await FailAsync(broken.Message, null, cancellation);
        }

        return null;
    }

    /// <summary>Watches until the watch ends.</summary>
    /// <returns>The version at which the next watch begins; null if a new list is needed.</returns>
    private async Task<string?> WatchAsync(string? from, CancellationToken cancellation)
    {
        if (from is null)
        {
            return null;
        }

        var serverTimeout = options.WatchTimeout * (0.8 + (0.2 * random.NextDouble()));
        serverTimeout = serverTimeout < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : serverTimeout;
        var idle = serverTimeout + options.IdleGrace;
        var version = from;
        var start = time.GetTimestamp();
        var progress = false;
        var silent = false;

        // Linked by hand: to dispose of a linked source waits for its running callbacks. Here it is enough that none starts later.
        var both = new CancellationTokenSource();
        var outer = cancellation.Register(both.Cancel);
        using var silence = time.CreateTimer(
            _ =>
            {
                Volatile.Write(ref silent, true);
                both.Cancel();
            },
            state: null,
            idle,
            Timeout.InfiniteTimeSpan);
        try
        {
            await requests.WatchAsync(
                from,
                serverTimeout,
                () => silence.Change(idle, Timeout.InfiniteTimeSpan),
                line =>
                {
                    dispatch.Apply(line);
                    version = line.Object.Metadata.ResourceVersion ?? version;
                    progress = true;
                    Succeeded();
                },
                both.Token);
            return await EndedAsync(version, progress || time.GetElapsedTime(start) >= LongEnough, cancellation);
        }
        catch (ApiRefusedException refused) when (refused.Status.IsExpired)
        {
            logger.LogDebug("The watch of {Kind} at version {Version} has expired; listing anew.", typeof(T).Name, version);
            if (!progress)
            {
                // Without a delay, a list whose version expires before the first event would be repeated as fast as the server answers.
                await FailAsync($"The watch of {typeof(T).Name} expired before it began.", null, cancellation);
            }

            return null;
        }
        catch (ApiRefusedException refused)
        {
            await FailAsync(
                $"Watching {typeof(T).Name} was refused ({refused.Status.Code}): {refused.Message}",
                refused.RetryAfter,
                cancellation);

            // A busy server must not have to list everything as well. Any other refusal may be about this version.
            return refused.Status.Code is 429 or 500 or 503 ? version : null;
        }
        catch (ApiBrokenException broken)
        {
            await FailAsync(broken.Message, null, cancellation);
            return version;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A watch that breaks while it is being cancelled has not failed.
            cancellation.ThrowIfCancellationRequested();
            if (Volatile.Read(ref silent))
            {
                logger.LogInformation("The watch of {Kind} was silent for longer than it may live; opening a new one.", typeof(T).Name);
                return version;
            }

            await FailAsync($"The watch of {typeof(T).Name} broke: {Sentences.FirstLine(e.Message)}", null, cancellation);
            return version;
        }
        finally
        {
            outer.Unregister();
        }
    }

    private async Task<string?> EndedAsync(string version, bool success, CancellationToken cancellation)
    {
        if (success)
        {
            Succeeded();
        }
        else
        {
            await FailAsync($"The server ends watches of {typeof(T).Name} at once.", null, cancellation);
        }

        return version;
    }

    private void Succeeded()
    {
        backoff.Reset();
        Volatile.Write(ref lastFailure, null);
    }

    private async Task FailAsync(string sentence, TimeSpan? retryAfter, CancellationToken cancellation)
    {
        var delay = backoff.Next();
        delay = retryAfter > delay ? retryAfter.Value : delay;
        Volatile.Write(ref lastFailure, sentence);
        logger.LogWarning("{Failure} Trying again in {Delay:0.0} s.", sentence, delay.TotalSeconds);
        await Permits.DelayAsync(delay, time, cancellation);
    }
}
