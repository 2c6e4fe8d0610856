using System.CommandLine;
using KubeDirect.KubeAdapter.OrdinaryPath;

namespace KubeDirect.Cli;

/// <summary><c>kubedirect ordinary-path</c>: the filter that keeps Kubernetes's own controllers off marked objects.</summary>
internal static class OrdinaryPathCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var listen = CommonOptions.Listen("127.0.0.1:7080", "Where kube-controller-manager reaches the filter (--master).");
        var command = new Command("ordinary-path", "Serve a view of the API server without marked objects, for kube-controller-manager --controllers=deployment,replicaset.") { kubeconfig, listen, CommonOptions.Config() };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = OrdinaryPathFilterOptions.FromFile(parsed.GetValue(kubeconfig)!) with { Listen = CommonOptions.Endpoint(parsed.GetValue(listen)!) };
            try
            {
                await using var filter = await OrdinaryPathFilter.StartAsync(options, cancellation);
                return await Serving.UntilStoppedAsync($"ordinary-path: --master={filter.Address}", failed: null, cancellation);
            }
            catch (IOException)
            {
                throw new ServerException($"{options.Listen} cannot be listened on: the port is in use or the address is not this machine's.");
            }
        });
        return command;
    }
}
