namespace KubeDirect.Tests.Simulation.Network;

/// <summary>All connections between simulated processes, and where each process is reached.</summary>
internal sealed class SimNetwork(SimLoop loop, Random random, EventLog log)
{
    private readonly SortedDictionary<string, SimServer> servers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimWire> wires = new(StringComparer.Ordinal);

    public event Action<Transfer>? Written;

    public event Action<Transfer>? Read;

    public event Action<SimWire>? Full;

    public IReadOnlyCollection<SimWire> Wires => wires.Values;

    /// <summary>Batches on their way before a writer waits; small ones make queues full.</summary>
    public int Window { get; set; } = 16;

    /// <summary>Whether peers that vanished without a word are noticed, as production's transport does by its pings.</summary>
    public bool KeepAlive { get; init; } = true;

    public void NoteWrite(Transfer transfer) => Written?.Invoke(transfer);

    public void NoteRead(Transfer transfer) => Read?.Invoke(transfer);

    /// <summary>The downstream link that a process serves under any name; null if it serves none.</summary>
    public DownstreamLink? LinkOf(string process) => servers.TryGetValue(process, out var server) ? server.Only : null;

    public void NoteFull(SimWire wire) => Full?.Invoke(wire);

    /// <summary>Where a process can be reached from now on; whoever was reached under its name before is not any more.</summary>
    public SimServer Serve(SimProcess process) => servers[process.Name] = new SimServer(process);

    public IDialers DialersOf(SimProcess process) => new SimDialers(this, process);

    public void Died(SimProcess process, bool silently)
    {
        foreach (var wire in wires.Values)
        {
            wire.Died(process, silently);
        }
    }

    /// <summary>A process stands still: its peers' pings are not answered.</summary>
    public void Paused(SimProcess process)
    {
        foreach (var end in wires.Values.SelectMany(wire => wire.Open).Where(
            connection => connection.Near.Process == process || connection.Far.Process == process)
            .Select(connection => connection.Near.Process == process ? connection.Far : connection.Near).ToList())
        {
            loop.After(random.Seconds(10, 15), () =>
            {
                if (process.Paused && KeepAlive)
                {
                    end.Abort();
                }
            });
        }
    }

    private SimWire Wire(string upper, string lower, string stage)
    {
        // A process that reaches a stage of its own does so through the network, too.
        var name = upper == lower ? $"{upper}>{stage}" : $"{upper}>{lower}";
        if (!wires.TryGetValue(name, out var wire))
        {
            wires.Add(name, wire = new SimWire(loop, this, name, upper, lower, stage, random));
        }

        return wire;
    }

    private Task<IConnection> DialAsync(SimProcess from, string host, string stage, CancellationToken cancellation)
    {
        var wire = Wire(from.Name, host, stage);
        var done = new TaskCompletionSource<IConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellation.Register(() => done.TrySetCanceled(cancellation));
        if (wire.IsBlockedAtAll)
        {
            loop.After(TimeSpan.FromSeconds(5), () => Fail("it did not answer in time"));
            return done.Task;
        }

        loop.After(wire.Latency(), () =>
        {
            if (!servers.TryGetValue(host, out var server) || !server.Process.Alive || wire.Refusing || server.Find(stage) is not { } link)
            {
                Fail("nobody listens there");
            }
            else if (server.Process.Paused)
            {
                loop.After(TimeSpan.FromSeconds(15), () => Fail("it did not answer in time"));
            }
            else
            {
                var connection = new SimConnection(loop, wire, from, server.Process, Window);
                wire.Opened(connection);
                server.Process.Run(() => _ = link.ServeAsync(connection.Far));
                loop.After(wire.Latency(), () =>
                {
                    if (from.Alive && done.TrySetResult(connection.Near))
                    {
                        log.Write("network", $"{wire} is connected");
                    }
                    else
                    {
                        connection.Near.Abort();
                    }
                });
            }
        });
        return done.Task;

        void Fail(string why) => done.TrySetException(new LinkBrokenException($"{stage} at {host} cannot be reached: {why}"));
    }

    private sealed class SimDialers(SimNetwork network, SimProcess from) : IDialers
    {
        public IDialer To(Uri address, string stage) => new Dialer(network, from, address.Host, stage);

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class Dialer(SimNetwork network, SimProcess from, string host, string stage) : IDialer
    {
        public Task<IConnection> DialAsync(CancellationToken cancellation) => network.DialAsync(from, host, stage, cancellation);
    }
}
