using System.Diagnostics;

namespace KubeDirect.Tests.ControlPlane;

/// <summary>One child process that logs to a file, can be stopped and started again, and never outlives this process.</summary>
public sealed class Component : IAsyncDisposable
{
    // The shell becomes the program, so the process id is the program's. A reader left behind waits for the end of the
    // pipe from this process, be it closed or lost in a crash, and then ends the program, unless that has ended already
    // (the reader then has another parent, and the id may be somebody else's).
    private const string Launcher = """
        exec >>"$COMPONENT_LOG" 2>&1
        exec 3<&0 </dev/null
        { read -r _ <&3; read -r _ _ _ parent _ </proc/self/stat; [ "$parent" = "$$" ] && kill -TERM "$$"; } &
        exec 3<&-
        exec "$0" "$@"
        """;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly string program;
    private readonly IReadOnlyList<string> arguments;
    private readonly string temporaryFolder;
    private Process? process;

    /// <summary>Describes a component; it does not run yet.</summary>
    /// <param name="name">Its name, for messages and for the name of its log.</param>
    /// <param name="program">The path of its executable.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="logFolder">Where its log is written: <c>NAME.log</c>, appended to.</param>
    /// <param name="temporaryFolder">Its TMPDIR and HOME.</param>
    internal Component(string name, string program, IReadOnlyList<string> arguments, string logFolder, string temporaryFolder)
    {
        Name = name;
        this.program = program;
        this.arguments = arguments;
        this.temporaryFolder = temporaryFolder;
        LogFile = Path.Combine(logFolder, name + ".log");
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The file that it logs to.</summary>
    public string LogFile { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    public void Start()
    {
        if (process is { HasExited: false })
        {
            throw new InvalidOperationException($"{Name} runs already.");
        }

        Directory.CreateDirectory(temporaryFolder);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (string argument in (string[])["-c", Launcher, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["COMPONENT_LOG"] = LogFile;
        start.Environment["TMPDIR"] = temporaryFolder;
        start.Environment["HOME"] = temporaryFolder;
        start.Environment.Remove("KUBECONFIG");
        process?.Dispose();
        process = Process.Start(start) ?? throw new ControlPlaneException($"{Name} could not be started.");
    }

    /// <summary>Throws if it has ended by itself.</summary>
    /// <exception cref="ControlPlaneException">It has; the message has the end of its log.</exception>
    public void ThrowIfEnded()
    {
        if (process is { HasExited: true } ended)
        {
            throw new ControlPlaneException($"{Name} ended with exit code {ended.ExitCode}.{LogTail()}");
        }
    }

    /// <summary>The last lines of its log, as the end of a message.</summary>
    public string LogTail(int lines = 20)
    {
        if (!File.Exists(LogFile))
        {
            return $" It has logged nothing to {LogFile}.";
        }

        using var reader = new StreamReader(new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var last = new Queue<string>();
        while (reader.ReadLine() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > lines)
            {
                last.Dequeue();
            }
        }

        return $" The end of {LogFile}:{Environment.NewLine}{string.Join(Environment.NewLine, last)}";
    }

    /// <summary>Ends it, with SIGTERM and after ten seconds with SIGKILL. Does nothing if it does not run.</summary>
    public async Task StopAsync()
    {
        if (process is not { } running)
        {
            return;
        }

        process = null;
        using (running)
        {
            // Closing the pipe makes the launcher's reader send SIGTERM.
            running.StandardInput.Close();
            using var grace = new CancellationTokenSource(Grace);
            try
            {
                await running.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                running.Kill();
                await running.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Ends it with SIGKILL, as a crash would. Does nothing if it does not run.</summary>
    public async Task KillAsync()
    {
        if (process is not { } running)
        {
            return;
        }

        process = null;
        using (running)
        {
            running.Kill();
            await running.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Stops it in its tracks (SIGSTOP): it keeps all that it holds, and does nothing until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on (SIGCONT).</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task SignalAsync(string signal)
    {
        int id = (process ?? throw new InvalidOperationException($"{Name} does not run.")).Id;
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {id}"]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new ControlPlaneException($"{Name} could not be sent SIG{signal}.{LogTail()}");
        }
    }
}
