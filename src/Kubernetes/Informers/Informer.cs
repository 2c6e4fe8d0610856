using k8s;
using k8s.Models;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Primitives;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Kubernetes.Informers;

/// <summary>Keeps a copy of the objects of one kind by list-and-watch, and tells handlers what changes.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
/// <remarks>
/// <para>Handlers see one ordered stream of changes, one at a time, on the informer's own loop, after the store shows the change. A handler
/// that throws is logged and harms nobody else. A change may be missed only together with the ones before it that led to the same state:
/// after a gap, what is reported is the difference.</para>
/// <para>It goes on until it is cancelled, whatever the API server does.</para>
/// </remarks>
public sealed class Informer<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>A watch that lived this long was a success, even if nothing happened.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private readonly ListWatch<T> _requests;
    private readonly InformerOptions<T> _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Backoff _backoff;
    private readonly InformerDispatch<T> _dispatch;
    private readonly Permits _synced = new(0);
    private int _started;
    private bool _listed;
    private string? _lastFailure;

    /// <summary>An informer that does nothing until it is run.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="options">What to watch.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public Informer(IApi api, InformerOptions<T> options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(api);
        OptionsCheck.Valid(options);
        ArgumentNullException.ThrowIfNull(logger);
        _requests = new ListWatch<T>(api, options);
        _options = options;
        _logger = logger;
        _time = api.Time;
        _random = new Random(options.Seed);
        _backoff = new Backoff(options.InitialBackoff, options.MaxBackoff, _random.Next());
        _dispatch = new InformerDispatch<T>(Store, options.Trim, logger);
    }

    /// <summary>What is known now.</summary>
    public ObjectStore<T> Store { get; } = new();

    /// <summary>Whether the first list is in the store and all of it has been shown to the handlers.</summary>
    public bool HasSynced => Volatile.Read(ref _listed);

    /// <summary>One sentence on what fails at the moment; null while the watch works. For health checks.</summary>
    public string? LastFailure => Volatile.Read(ref _lastFailure);

    /// <summary>Adds a handler; before <see cref="RunAsync"/> only.</summary>
    /// <param name="onChange">Called for every change. Must not block: the next change waits for it.</param>
    /// <param name="onSynced">Called once, in order, after all changes of the first list.</param>
    /// <param name="onListed">Called after all changes of every list, the first one included.</param>
    /// <exception cref="InvalidOperationException">The informer runs already.</exception>
    public void AddHandler(Action<InformerEvent<T>> onChange, Action? onSynced = null, Action? onListed = null)
    {
        ArgumentNullException.ThrowIfNull(onChange);
        if (Volatile.Read(ref _started) != 0)
        {
            throw new InvalidOperationException("Handlers are added before the informer runs.");
        }

        _dispatch.Add(onChange, onSynced, onListed);
    }

    /// <summary>Completes when <see cref="HasSynced"/> becomes true.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancellation)
    {
        await _synced.WaitAsync(cancellation);
        _synced.Release(); // For the next one to see it too.
    }

    /// <summary>Lists and watches until cancelled, then returns. To be called once.</summary>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
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
            var listing = await _requests.ListAsync(cancellation);
            _dispatch.Replace(listing.Items);
            _dispatch.Listed();
            if (!HasSynced)
            {
                _dispatch.Synced();
                Volatile.Write(ref _listed, true);
                _synced.Release();
            }

            return listing.ResourceVersion;
        }
        catch (ApiRefusedException refused) when (refused.Status.IsExpired)
        {
            // The continue token outlived its snapshot: only a new list can be complete.
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

    /// <summary>Watches until the watch ends for whatever reason.</summary>
    /// <returns>The version to go on from; null if there must be a new list.</returns>
    private async Task<string?> WatchAsync(string? from, CancellationToken cancellation)
    {
        if (from is null)
        {
            return null;
        }

        var serverTimeout = _options.WatchTimeout * (0.8 + (0.2 * _random.NextDouble()));
        serverTimeout = serverTimeout < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : serverTimeout;
        var idle = serverTimeout + _options.IdleGrace;
        var version = from;
        var start = _time.GetTimestamp();
        var progress = false;
        var silent = false;

        // Linked by hand: disposing a linked source waits for callbacks that run, and all that it needs is not to be called any more.
        var both = new CancellationTokenSource();
        var outer = cancellation.Register(both.Cancel);
        using var silence = _time.CreateTimer(
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
            await _requests.WatchAsync(
                from,
                serverTimeout,
                () => silence.Change(idle, Timeout.InfiniteTimeSpan),
                line =>
                {
                    _dispatch.Apply(line);
                    version = line.Object.Metadata.ResourceVersion ?? version;
                    progress = true;
                    Succeeded();
                },
                both.Token);
            return await EndedAsync(version, progress || _time.GetElapsedTime(start) >= LongEnough, cancellation);
        }
        catch (ApiRefusedException refused) when (refused.Status.IsExpired)
        {
            _logger.LogDebug("The watch of {Kind} at version {Version} has expired; listing anew.", typeof(T).Name, version);
            if (!progress)
            {
                // A list whose version expires before one event was watched would otherwise be repeated as fast as the server answers.
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

            // A busy server must not be made to list for it; whatever else it says, it may mean this version.
            return refused.Status.Code is 429 or 500 or 503 ? version : null;
        }
        catch (ApiBrokenException broken)
        {
            await FailAsync(broken.Message, null, cancellation);
            return version;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A watch that breaks just when it is to end has not failed.
            cancellation.ThrowIfCancellationRequested();
            if (Volatile.Read(ref silent))
            {
                _logger.LogInformation("The watch of {Kind} was silent for longer than it may live; opening a new one.", typeof(T).Name);
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
        _backoff.Reset();
        Volatile.Write(ref _lastFailure, null);
    }

    private async Task FailAsync(string sentence, TimeSpan? retryAfter, CancellationToken cancellation)
    {
        var delay = _backoff.Next();
        delay = retryAfter > delay ? retryAfter.Value : delay;
        Volatile.Write(ref _lastFailure, sentence);
        _logger.LogWarning("{Failure} Trying again in {Delay:0.0} s.", sentence, delay.TotalSeconds);
        await Permits.DelayAsync(delay, _time, cancellation);
    }
}
