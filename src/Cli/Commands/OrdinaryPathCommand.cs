using System.CommandLine;
using KubeDirect.KubeAdapter.OrdinaryPath;

namespace KubeDirect.Cli.Commands;

/// <summary><c>kubedirect ordinary-path</c>: the filter that hides marked objects from the controllers of Kubernetes.</summary>
internal static class OrdinaryPathCommand
{
    public static Command Create()
    {
        var kubeconfig = CommonOptions.Kubeconfig();
        var listen = CommonOptions.Listen(
            "127.0.0.1:7080",
            "Address and port at which kube-controller-manager reaches the filter (its --master).");
        var command = new Command(
            "ordinary-path",
            "Serve the API server without marked objects, for kube-controller-manager --controllers=deployment,replicaset.")
        {
            kubeconfig, listen, CommonOptions.Config(),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var endpoint = CommonOptions.Endpoint(parsed.GetValue(listen)!);
            var options = OrdinaryPathFilterOptions.FromFile(parsed.GetValue(kubeconfig)!) with { Listen = endpoint };
            try
            {
                await using var filter = await OrdinaryPathFilter.StartAsync(options, cancellation);
                return await Serving.UntilStoppedAsync($"ordinary-path: --master={filter.Address}", failed: null, cancellation);
            }
            catch (IOException)
            {
                throw new ServerException(
                    $"The filter cannot listen at {endpoint}: the port is in use, or the address does not belong to this machine.");
            }
        });
        return command;
    }
}
