using System.Globalization;
using System.Net;
using System.Text;

namespace KubeDirect.Tests.Simulation.Api;

/// <summary>The simulated API server: carries out requests on its store, late, wrongly or not at all, as its conditions say.</summary>
/// <remarks>Not shared with other kinds of tests, because it has virtual time, holds every kind of object, and may be wrong.</remarks>
internal sealed class ApiServer
{
    private readonly SimLoop loop;
    private readonly Random random;
    private readonly EventLog log;
    private readonly List<ApiWatch> watches = [];

    public ApiServer(SimLoop loop, Random random, EventLog log)
    {
        this.loop = loop;
        this.random = random;
        this.log = log;
        Store = new ApiStore(loop);
        Store.Changed += change =>
        {
            foreach (var watch in watches.Where(watch => watch.Collection == change.Object.Collection))
            {
                watch.Tell(change);
            }
        };
    }

    public ApiStore Store { get; }

    public ApiConditions Conditions { get; } = new();

    /// <summary>A request left a process.</summary>
    public event Action<SimProcess, ApiRequest>? Sent;

    /// <summary>A request met a fault: which, in a word.</summary>
    public event Action<string>? Faulted;

    public DelegatingHandler HandlerFor(SimProcess process) => new Handler(this, process);

    /// <summary>Ends the watches of a process, or of all.</summary>
    /// <param name="process">Null for all.</param>
    /// <param name="silently">They just say nothing any more.</param>
    public int BreakWatches(string? process, bool silently)
    {
        var victims = watches.Where(watch => process is null || watch.Process.Name == process).ToList();
        foreach (var watch in victims)
        {
            watches.Remove(watch);
            if (!silently)
            {
                loop.After(TimeSpan.Zero, watch.Stream.Break);
            }
        }

        return victims.Count;
    }

    private Task<HttpResponseMessage> SendAsync(SimProcess process, HttpRequestMessage message, CancellationToken cancellation)
    {
        // Not completed but by the loop itself: what the HTTP library goes on with must not be sent to the thread pool.
        var done = new TaskCompletionSource<HttpResponseMessage>();
        cancellation.Register(() => loop.After(TimeSpan.Zero, () => done.TrySetCanceled(cancellation)));
        var request = new ApiRequest(message);
        Sent?.Invoke(process, request);
        loop.After(Way(), () => Receive(process, request, done));
        return done.Task;
    }

    private TimeSpan Way() => random.Milliseconds(0.3, 2.5) + (Conditions.Lag * random.NextDouble());

    private void Receive(SimProcess process, ApiRequest request, TaskCompletionSource<HttpResponseMessage> done)
    {
        if (Conditions.Away)
        {
            Faulted?.Invoke("away");
            if (!Conditions.Hangs)
            {
                Answer(() => done.TrySetException(new HttpRequestException("connection refused")));
            }

            return;
        }

        if (random.Chance(Conditions.Errors))
        {
            Faulted?.Invoke("error");
            var code = random.Pick([429, 500, 503]);
            Answer(() => done.TrySetResult(Reply(code, new ApiRefusal(code, "InternalError", "try again later").Json)));
            return;
        }

        var (status, body) = Perform(process, request, out var stream);
        if (request.IsWrite && random.Chance(Conditions.LostAnswers))
        {
            Faulted?.Invoke("lost answer");
            log.Write("api", $"{process.Name} {request}: {status}, but the answer is lost");
            if (random.Chance(0.7))
            {
                Answer(() => done.TrySetException(new HttpRequestException("connection reset")));
            }

            return;
        }

        log.Write("api", $"{process.Name} {request}: {status}");
        Answer(() => done.TrySetResult(Reply(status, body, stream)));

        void Answer(Func<bool> complete) => loop.After(Way(), () =>
        {
            if (process.Alive)
            {
                complete();
            }
        });
    }

    private (int Status, string Body) Perform(SimProcess process, ApiRequest request, out WatchStream? stream)
    {
        stream = null;
        try
        {
            if (request.IsWrite && request.Name.Length > 0 && random.Chance(Conditions.Conflicts))
            {
                Faulted?.Invoke("conflict");
                throw new ApiRefusal(
                    409, "Conflict", "the object has been modified; please apply your changes to the latest version and try again");
            }

            switch (request.Method)
            {
                case "GET" when request.IsWatch:
                    stream = Watch(process, request);
                    return (200, "");
                case "GET" when request.Name.Length == 0:
                    return (200, List(request));
                case "GET":
                    return (200, Store.Get(request.Collection, request.Name).Json);
                case "POST":
                    if (request.Collection == "pods" && random.Chance(Conditions.Refusals))
                    {
                        Faulted?.Invoke("refusal");
                        throw new ApiRefusal(403, "Forbidden", "exceeded quota");
                    }

                    return (201, Store.Create(request.Collection, request.Body!).Json);
                case "PATCH":
                    return (200, Store.Patch(request.Collection, request.Name, request.Written).Json);
                case "PUT":
                    return (200, Store.Replace(request.Collection, request.Name, request.Body!).Json);
                default:
                    Store.Delete(request.Collection, request.Name, (string?)request.Body?["preconditions"]?["uid"] ?? "");
                    return (200, """{"kind":"Status","status":"Success"}""");
            }
        }
        catch (ApiRefusal refusal)
        {
            return (refusal.Code, refusal.Json);
        }
    }

    private string List(ApiRequest request)
    {
        var found = Store.All(request.Collection).Where(item => item.Matches(request.Labels, request.Fields)).Select(item => item.Json);
        var version = Store.Version.ToString(CultureInfo.InvariantCulture);
        var items = string.Join(',', found);
        return $$$"""{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"{{{version}}}"},"items":[{{{items}}}]}""";
    }

    private WatchStream Watch(SimProcess process, ApiRequest request)
    {
        var watch =
            new ApiWatch(loop, process, request, () => Conditions.WatchLag.GetValueOrDefault(process.Name) + random.Milliseconds(0.2, 3));
        var from = long.Parse(request.Query["resourceVersion"]!, CultureInfo.InvariantCulture);
        try
        {
            foreach (var change in Store.Since(request.Collection, from).ToList())
            {
                watch.Tell(change);
            }

            watches.RemoveAll(old => !old.Process.Alive);
            watches.Add(watch);
            var seconds = int.Parse(request.Query["timeoutSeconds"]!, CultureInfo.InvariantCulture);
            loop.After(TimeSpan.FromSeconds(seconds), () =>
            {
                if (watches.Remove(watch))
                {
                    watch.Stream.End();
                }
            });
        }
        catch (ApiRefusal expired)
        {
            Faulted?.Invoke("expired");
            watch.Stream.Line($$"""{"type":"ERROR","object":{{expired.Json}} }""");
            watch.Stream.End();
        }

        return watch.Stream;
    }

    private static HttpResponseMessage Reply(int status, string body, WatchStream? stream = null) => new((HttpStatusCode)status)
    {
        Content = stream is null ? new StringContent(body, Encoding.UTF8, "application/json") : new StreamContent(stream),
    };

    /// <summary>What a process's HTTP client sends its requests through.</summary>
    private sealed class Handler(ApiServer server, SimProcess process) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            server.SendAsync(process, request, cancellationToken);
    }

    /// <summary>One watch, with what it is behind.</summary>
    private sealed class ApiWatch(SimLoop loop, SimProcess process, ApiRequest request, Func<TimeSpan> lag)
    {
        private TimeSpan last;

        public SimProcess Process => process;

        public string Collection => request.Collection;

        public WatchStream Stream { get; } = new(loop);

        public void Tell(ApiChange change)
        {
            if (!change.Object.Matches(request.Labels, request.Fields))
            {
                return;
            }

            var at = loop.Now + lag();
            last = at > last ? at : last;
            var line = $$"""{"type":"{{change.Type}}","object":{{change.Object.Json}} }""";
            loop.After(last - loop.Now, () =>
            {
                if (process.Alive)
                {
                    Stream.Line(line);
                }
            });
        }
    }
}
