using System.Net;
using KubeDirect.KubeAdapter.Hosting;
using KubeDirect.Kubernetes.Client;
using KubeDirect.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace KubeDirect.Cli;

/// <summary>What every process of the chain needs: the connection to the API server, a link server, dialers and logs.</summary>
internal sealed class ChainProcess : IAsyncDisposable
{
    private ChainProcess(ChainContext context, Task<string> failed, LinkMetrics metrics, ILoggerFactory loggers)
    {
        Context = context;
        Failed = failed;
        Metrics = metrics;
        Loggers = loggers;
    }

    public ChainContext Context { get; }

    /// <summary>Completes when a part of the process has failed. The result says in one sentence what failed.</summary>
    public Task<string> Failed { get; }

    public LinkMetrics Metrics { get; }

    private ILoggerFactory Loggers { get; }

    /// <summary>Checks that the API server answers, and starts what the hosts of a process share.</summary>
    /// <param name="connection">The connection to the API server. The process disposes of it.</param>
    /// <param name="listen">Where the link server listens.</param>
    /// <param name="loggers">The logs. The process disposes of them.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <param name="observers">See every step of every stage; null for none.</param>
    /// <param name="random">The source of incarnations, names and jitter; null for one that cannot be predicted.</param>
    /// <exception cref="ServerException">The API server cannot be used; the message says why.</exception>
    /// <exception cref="LinkServerException">The process cannot listen at <paramref name="listen"/>.</exception>
    public static async Task<ChainProcess> StartAsync(
        KubeConnection connection,
        IPEndPoint listen,
        ILoggerFactory loggers,
        CancellationToken cancellation,
        IReadOnlyList<IStepObserver>? observers = null,
        RandomNumbers? random = null)
    {
        try
        {
            if (await connection.ProbeAsync(cancellation) is { } failure)
            {
                throw new ServerException(failure);
            }

            var metrics = new LinkMetrics();
            var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var server = await LinkServer.StartAsync(listen, metrics, cancellation);
            var context = new ChainContext
            {
                Connection = connection,
                Server = server,
                Dialers = new GrpcDialers(metrics),
                Loggers = loggers,
                Observers = observers ?? [],
                Random = random ?? RandomNumbers.Unpredictable(),
                Failed = why => failed.TrySetResult(why),
            };
            return new ChainProcess(context, failed.Task, metrics, loggers);
        }
        catch
        {
            connection.Dispose();
            loggers.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Context.Dialers.Dispose();
        await Context.Server.DisposeAsync();
        Context.Connection.Dispose();
        Loggers.Dispose();
    }

    /// <summary>Logs to standard error, one line for each entry.</summary>
    public static ILoggerFactory LogToConsole(LogLevel least) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(least)
        .AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss.fff ";
            options.UseUtcTimestamp = true;
        })
        .AddFilter("Microsoft", LogLevel.Warning)
        .Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace));
}
