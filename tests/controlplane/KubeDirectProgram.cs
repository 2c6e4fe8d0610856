namespace KubeDirect.Tests.ControlPlane;

/// <summary>The program <c>kubedirect</c> as a process of its own, from the build that the tests or the benchmark run with.</summary>
public sealed class KubeDirectProgram : IAsyncDisposable
{
    private readonly Component _component;
    private readonly string _temporaryFolder;
    private readonly string _readyWhen;

    private KubeDirectProgram(Component component, string temporaryFolder, string readyWhen) =>
        (_component, _temporaryFolder, _readyWhen) = (component, temporaryFolder, readyWhen);

    /// <summary>The file that it writes standard output and standard error to.</summary>
    public string LogFile => _component.LogFile;

    /// <summary>A port that nothing listens on.</summary>
    public static int FreePort() => Ports.Free();

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <param name="name">Its name, for messages and the log.</param>
    /// <param name="logFolder">Where the log goes.</param>
    /// <param name="readyWhen">What it prints once it is ready.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="ControlPlaneException">It ended, or did not become ready in time.</exception>
    public static async Task<KubeDirectProgram> StartAsync(string name, string logFolder, string readyWhen, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "kubedirect.dll");
        string dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        string temporary = Directory.CreateTempSubdirectory("kubedirect-").FullName;
        Directory.CreateDirectory(logFolder);
        File.Delete(Path.Combine(logFolder, name + ".log"));
        var started = new KubeDirectProgram(new Component(name, dotnet, [program, .. arguments], logFolder, temporary), temporary, readyWhen);
        await started.StartAsync();
        return started;
    }

    /// <summary>Kills it, as a crash would, and starts it again.</summary>
    public async Task CrashAndRestartAsync()
    {
        await _component.KillAsync();
        await StartAsync();
    }

    /// <summary>The lines that it has written so far.</summary>
    public IReadOnlyList<string> Lines()
    {
        using var reader = new StreamReader(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _component.DisposeAsync();
        Directory.Delete(_temporaryFolder, recursive: true);
    }

    private async Task StartAsync()
    {
        int before = File.Exists(LogFile) ? Lines().Count : 0;
        _component.Start();
        DateTimeOffset late = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(90);
        while (!File.Exists(LogFile) || !Lines().Skip(before).Any(line => line.Contains(_readyWhen, StringComparison.Ordinal)))
        {
            _component.ThrowIfEnded();
            if (TimeProvider.System.GetUtcNow() > late)
            {
                throw new ControlPlaneException($"{_component.Name} was not ready within 90 s.{_component.LogTail()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
