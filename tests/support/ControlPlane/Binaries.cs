using System.Diagnostics;

namespace KubeDirect.Tests.ControlPlane;

/// <summary>Finds the control plane's programs.</summary>
public static class Binaries
{
    private static readonly Lazy<Task<string>> Provisioned = new(ProvisionAsync);

    /// <summary>
    /// The folder of etcd, kube-apiserver and the rest, as <c>tests/e2e/provision</c> gives it. The first run on a machine
    /// builds them, which takes minutes; its progress is shown on standard error.
    /// </summary>
    /// <exception cref="ControlPlaneException">The script failed; it has said why on standard error.</exception>
    public static Task<string> FolderAsync() => Provisioned.Value;

    private static async Task<string> ProvisionAsync()
    {
        string script = Path.Combine(Repository.Root, "tests", "e2e", "provision");
        using Process process = Process.Start(new ProcessStartInfo(script) { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new ControlPlaneException($"{script} could not be started.");
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new ControlPlaneException($"{script} ended with exit code {process.ExitCode}; what it said is on standard error.");
        }

        return output.TrimEnd().Split('\n')[^1];
    }
}
