using System.Text.Json;
using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Tests.E2e;

/// <summary>The chain as an operator runs it: a controller, a Scheduler and three node agents, each a process of its own.</summary>
public sealed class ChainProcesses : IAsyncDisposable
{
    private readonly List<Component> processes = [];
    private readonly List<string> traces = [];
    private readonly LocalControlPlane plane;
    private readonly string name;

    private ChainProcesses(LocalControlPlane plane, string name) => (this.plane, this.name) = (plane, name);

    /// <summary>The node agents' names.</summary>
    public static IReadOnlyList<string> Nodes { get; } = ["chain-0", "chain-1", "chain-2"];

    /// <summary>The processes: node agents first, then the Scheduler, then the controller.</summary>
    public IReadOnlyList<Component> All => processes;

    /// <summary>Starts every process against a cluster, and waits until each has said that it serves.</summary>
    /// <param name="plane">The cluster.</param>
    /// <param name="name">Begins the names of logs and traces.</param>
    /// <param name="startDelay">From bind to running, in milliseconds.</param>
    /// <param name="cancelAfter">Seconds until the Scheduler gives up a node that is away.</param>
    /// <param name="places">Pods that a node takes.</param>
    public static async Task<ChainProcesses> StartAsync(
        LocalControlPlane plane, string name, int startDelay = 0, int cancelAfter = 340, int places = 110)
    {
        // Those of a former test go with its namespace, which takes a while: this chain would serve them, too.
        foreach (string kind in new[] { "deployments", "replicasets" })
        {
            await plane.WaitForAsync($"no {kind} of a former test are left", async token =>
                (await plane.GetAsync($"/apis/apps/v1/{kind}?labelSelector=kubedirect.dev/managed%3Dtrue", token)).GetProperty("items")
                .GetArrayLength() == 0);
        }

        var chain = new ChainProcesses(plane, name);
        try
        {
            foreach (string node in Nodes)
            {
                chain.Start(node, "node", "--name", node, "--start-delay", $"{startDelay}", "--max-pods", $"{places}");
            }

            chain.Run("scheduler", 0, "--cancel-after", $"{cancelAfter}");
            chain.Run("controller");
            foreach (Component process in chain.processes)
            {
                await plane.WaitForAsync(
                    $"{process.Name} serves",
                    _ => Task.FromResult(
                        File.Exists(process.LogFile) && File.ReadAllText(process.LogFile) is var log
                            && (log.Contains("serving", StringComparison.Ordinal)
                            || log.Contains("registered", StringComparison.Ordinal))));
            }

            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process that serves as the controller or the Scheduler.</summary>
    public Component Leader(string role) => processes.Single(process => process.Name == $"{name}-{role}");

    /// <summary>Starts another controller or Scheduler, and waits until it says that somebody else leads.</summary>
    public async Task<Component> StartStandbyAsync(string role)
    {
        Component standby = Run(role, number: 1);
        await plane.WaitForAsync(
            $"{standby.Name} waits",
            _ => Task.FromResult(
                File.Exists(standby.LogFile)
                    && File.ReadAllText(standby.LogFile).Contains($"is held by {role}-0", StringComparison.Ordinal)));
        return standby;
    }

    /// <summary>Every start of a Pod that a node's runtime was ordered to make, by any incarnation: (Pod, node).</summary>
    public IReadOnlyList<(string Pod, string Node)> Starts() =>
    [
        .. Nodes.SelectMany(node => Lines(TraceOf(node))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .SelectMany(step => step.TryGetProperty("outputs", out JsonElement outputs) ? outputs.EnumerateArray().ToArray() : [])
            .Where(output => output.TryGetProperty("effect", out JsonElement effect) && effect.ValueEquals("StartPod"))
            .Select(output => (output.GetProperty("pod").GetString()!, node))),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Component process in Enumerable.Reverse(processes))
        {
            await process.StopAsync();
        }

        // Whatever a test did with the processes, every step was one of the step functions, and every message that arrived had been sent.
        var replay = new TraceReplay();
        foreach (string trace in traces)
        {
            using StreamReader reader = new(trace);
            replay.Read(trace, reader);
        }

        Console.WriteLine($"{name}: {replay.Finish(complete: true)}");
    }

    private static string[] Lines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string text = reader.ReadToEnd();
        // The last line may still be on its way.
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private string TraceOf(string process) => Path.Combine(plane.LogFolder, $"{name}-{process}.ndjson");

    // With an identity of its own, a process that is started again after a crash does not wait for its own Lease to run out.
    private Component Run(string role, int number = 0, params string[] more) =>
        Start($"{role}{(number == 0 ? "" : $"-{number}")}", [role, "--leader-elect-identity", $"{role}-{number}", .. more]);

    private Component Start(string role, params IReadOnlyList<string> arguments)
    {
        string trace = TraceOf(role);
        File.Delete(trace);
        Component process = plane.StartProgram(
            $"{name}-{role}", "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "kubedirect.dll"), .. arguments, "--listen", $"127.0.0.1:{Ports.Free()}",
                "--kubeconfig", plane.AdminKubeconfig, "--trace", trace]);
        traces.Add(trace);
        processes.Add(process);
        return process;
    }
}
