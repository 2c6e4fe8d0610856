using System.Diagnostics;

namespace KubeDirect.Tests.ControlPlane;

/// <summary>Runs kubectl with one kubeconfig. Thread-safe.</summary>
internal sealed class Kubectl(string program, string kubeconfig, string home)
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its arguments, without the kubeconfig.</param>
    /// <param name="input">What it reads from standard input, for <c>-f -</c>; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<KubectlResult> RunAsync(IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["KUBECONFIG"] = kubeconfig;
        // Its cache of what a server at this address offers belongs to this control plane alone.
        start.Environment["HOME"] = home;
        using Process process = Process.Start(start) ?? throw new ControlPlaneException($"{program} could not be started.");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync((input ?? string.Empty).AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new KubectlResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
