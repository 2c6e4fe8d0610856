using System.Net;
using KubeDirect.KubeAdapter;
using KubeDirect.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeDirect.Cli;

/// <summary>What every process of the chain has: the API server, a link server, dialers, logs.</summary>
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

    /// <summary>Completes with a sentence if a part of the process failed.</summary>
    public Task<string> Failed { get; }

    public LinkMetrics Metrics { get; }

    private ILoggerFactory Loggers { get; }

    /// <summary>Starts a process's part that hosts share, and makes sure that the API server answers.</summary>
    /// <exception cref="ServerException">The API server cannot be used; the message says why.</exception>
    /// <exception cref="LinkServerException">The endpoint cannot be listened on.</exception>
    public static async Task<ChainProcess> StartAsync(KubeConnection connection, IPEndPoint listen, ILoggerFactory loggers, CancellationToken cancellation, IReadOnlyList<IStepObserver>? observers = null, RandomNumbers? random = null)
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

    /// <summary>Logs to standard error, one line for an entry.</summary>
    public static ILoggerFactory LogToConsole(LogLevel least) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(least)
        .AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "HH:mm:ss.fff ";
            options.UseUtcTimestamp = true;
        })
        .AddFilter("Microsoft", LogLevel.Warning)
        .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace));
}
