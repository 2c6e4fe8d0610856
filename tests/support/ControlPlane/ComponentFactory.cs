namespace KubeDirect.Tests.ControlPlane;

/// <summary>The command lines of the components.</summary>
internal sealed class ComponentFactory(string binaries, string dataFolder, string logFolder, Credentials credentials, int? clientRate)
{
    /// <summary>etcd, with one member.</summary>
    public Component Etcd(Uri client)
    {
        string peer = $"http://127.0.0.1:{Ports.Free()}";
        string address = Text(client);
        return Make(
            "etcd",
            "etcd",
            [
                "--name=local",
                $"--data-dir={Path.Combine(dataFolder, "etcd-data")}",
                $"--listen-client-urls={address}",
                $"--advertise-client-urls={address}",
                $"--listen-peer-urls={peer}",
                $"--initial-advertise-peer-urls={peer}",
                $"--initial-cluster=local={peer}",
                "--logger=zap",
            ]);
    }

    /// <summary>kube-apiserver, with tokens, RBAC and restricted nodes.</summary>
    public Component ApiServer(Uri etcd, Uri address) => Make(
        "kube-apiserver",
        "kube-apiserver",
        [
            $"--etcd-servers={Text(etcd)}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            // The Service "kubernetes" may not have a loopback address as its endpoint.
            "--endpoint-reconciler-type=none",
            $"--secure-port={address.Port}",
            "--insecure-port=0",
            $"--tls-cert-file={credentials.File("server.crt")}",
            $"--tls-private-key-file={credentials.File("server.key")}",
            $"--token-auth-file={credentials.File("tokens.csv")}",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-key-file={credentials.File("accounts.pub")}",
            $"--service-account-signing-key-file={credentials.File("accounts.key")}",
            "--service-cluster-ip-range=10.0.0.0/24",
        ]);

    /// <summary>kube-controller-manager, with a service account for each controller as in any common installation.</summary>
    public Component ControllerManager(string kubeconfig, string controllers, int port) => Make(
        "kube-controller-manager",
        "kube-controller-manager",
        [
            $"--kubeconfig={kubeconfig}",
            "--use-service-account-credentials=true",
            $"--controllers={controllers}",
            $"--service-account-private-key-file={credentials.File("accounts.key")}",
            $"--root-ca-file={credentials.File("ca.crt")}",
            .. Served(port),
            .. Rate(),
        ]);

    /// <summary>A second kube-controller-manager with the Deployment and ReplicaSet controllers alone.</summary>
    /// <param name="filter">The filter, in the place of the API server; it brings the credentials.</param>
    /// <param name="port">The port to listen on.</param>
    public Component OrdinaryPathControllers(Uri filter, int port) => Make(
        "ordinary-path-controllers",
        "kube-controller-manager",
        [$"--master={Text(filter)}", "--controllers=deployment,replicaset", .. Served(port), .. Rate()]);

    /// <summary>kube-scheduler.</summary>
    public Component Scheduler(string kubeconfig, int port) => Make(
        "kube-scheduler", "kube-scheduler", [$"--kubeconfig={kubeconfig}", .. Served(port), .. Rate()]);

    /// <summary>A hollow kubelet: the code of the kubelet on a runtime that runs nothing.</summary>
    public Component HollowKubelet(string kubeconfig, string node) => Make(
        node,
        "kubemark",
        [
            "--morph=kubelet",
            $"--name={node}",
            $"--kubeconfig={kubeconfig}",
            $"--kubelet-port={Ports.Free()}",
            "--kubelet-read-only-port=0",
        ]);

    private string[] Served(int port) =>
    [
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        "--port=0",
        $"--secure-port={port}",
        $"--tls-cert-file={credentials.File("server.crt")}",
        $"--tls-private-key-file={credentials.File("server.key")}",
    ];

    private string[] Rate() => clientRate is { } rate ? [$"--kube-api-qps={rate}", $"--kube-api-burst={rate}"] : [];

    private Component Make(string name, string program, IReadOnlyList<string> arguments) =>
        new(name, Path.Combine(binaries, program), arguments, logFolder, Path.Combine(dataFolder, name));

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
