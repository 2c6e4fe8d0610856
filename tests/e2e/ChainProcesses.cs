using KubeDirect.Tests.ControlPlane;

namespace KubeDirect.Tests.E2e;

/// <summary>The chain as an operator runs it: a controller, a Scheduler and three node agents, each a process of its own.</summary>
public sealed class ChainProcesses : IAsyncDisposable
{
    private readonly List<KubeDirectProgram> _programs = [];
    private readonly string _folder;

    private ChainProcesses(string folder) => _folder = folder;

    /// <summary>The node agents' names.</summary>
    public static IReadOnlyList<string> Nodes { get; } = ["chain-0", "chain-1", "chain-2"];

    /// <summary>The processes by name, in the order in which decisions pass them.</summary>
    public IReadOnlyList<(string Name, KubeDirectProgram Program)> All { get; private set; } = [];

    /// <summary>Starts every process against a cluster.</summary>
    /// <param name="plane">The cluster.</param>
    /// <param name="name">Names the folder of logs and traces.</param>
    /// <param name="startDelay">From bind to running, in milliseconds.</param>
    public static async Task<ChainProcesses> StartAsync(LocalControlPlane plane, string name, int startDelay = 0)
    {
        var chain = new ChainProcesses(Path.Combine(plane.LogFolder, name));
        Directory.CreateDirectory(chain._folder);
        string scheduler = $"127.0.0.1:{KubeDirectProgram.FreePort()}";
        string[] kubeconfig = ["--kubeconfig", plane.AdminKubeconfig];
        try
        {
            foreach (string node in Nodes)
            {
                File.Delete(chain.TraceOf(node));
                string listen = $"127.0.0.1:{KubeDirectProgram.FreePort()}";
                await chain.AddAsync(node, "registered", ["node", "--name", node, "--listen", listen, "--start-delay", $"{startDelay}", "--trace", chain.TraceOf(node), .. kubeconfig]);
            }

            await chain.AddAsync("scheduler", "serving", ["scheduler", "--listen", scheduler, .. kubeconfig]);
            await chain.AddAsync("controller", "serving", ["controller", "--listen", $"127.0.0.1:{KubeDirectProgram.FreePort()}", "--scheduler", scheduler, .. kubeconfig]);
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }

        chain.All = [("controller", chain._programs[^1]), ("scheduler", chain._programs[^2]), .. Nodes.Select((node, i) => (node, chain._programs[i]))];
        return chain;
    }

    /// <summary>Every start of a Pod that a node's runtime was ordered to make, by any incarnation: (Pod, node).</summary>
    public IReadOnlyList<(string Pod, string Node)> Starts() =>
    [
        .. Nodes.SelectMany(node => File.ReadLines(TraceOf(node))
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)
            .SelectMany(step => step.GetProperty("outputs").EnumerateArray())
            .Where(output => output.TryGetProperty("effect", out var effect) && effect.ValueEquals("StartPod"))
            .Select(output => (output.GetProperty("pod").GetString()!, node))),
    ];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (KubeDirectProgram program in Enumerable.Reverse(_programs))
        {
            await program.DisposeAsync();
        }
    }

    private string TraceOf(string node) => Path.Combine(_folder, node + ".ndjson");

    private async Task AddAsync(string name, string readyWhen, string[] arguments) =>
        _programs.Add(await KubeDirectProgram.StartAsync(name, _folder, readyWhen, arguments));
}
