using KubeDirect.Kubernetes.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeDirect.KubeAdapter.Hosting;

/// <summary>What the hosts of one process share. Immutable. A host does not dispose of its parts.</summary>
public sealed record ChainContext
{
    /// <summary>The API server.</summary>
    public required KubeConnection Connection { get; init; }

    /// <summary>The server at which other stages reach the stages of this process.</summary>
    public required ILinkServer Server { get; init; }

    /// <summary>Dials stages of this process and of others.</summary>
    public required IDialers Dialers { get; init; }

    /// <summary>Makes the loggers of all hosts.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The observers of every step of every stage.</summary>
    public IReadOnlyList<IStepObserver> Observers { get; init; } = [];

    /// <summary>The source of incarnations and seeds.</summary>
    public RandomNumbers Random { get; init; } = RandomNumbers.Unpredictable();

    /// <summary>
    /// Called with one sentence if a stage or a loop of a host failed. This is a defect, and the process should end. May be called more
    /// than once, from any thread.
    /// </summary>
    public Action<string> Failed { get; init; } = _ => { };

    /// <summary>Where every loop of the hosts runs.</summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <summary>The bounds of mailboxes and links. The context sets the other options itself.</summary>
    public StageActorOptions Actors { get; init; } = new();

    internal StageActorOptions ActorOptions =>
        Actors with { Observers = Observers, Time = Connection.Options.Time, Failed = Failed, TaskScheduler = TaskScheduler };
}
