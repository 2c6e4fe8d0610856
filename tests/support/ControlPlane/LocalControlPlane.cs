using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KubeDirect.KubeAdapter.OrdinaryPath;

namespace KubeDirect.Tests.ControlPlane;

/// <summary>
/// A real Kubernetes control plane on free loopback ports: etcd, kube-apiserver and, as asked for, controller manager,
/// scheduler and hollow kubelets, with certificates, tokens and data of its own. Several may run side by side.
/// </summary>
/// <remarks>Disposing it ends every process and removes its data. If this process dies, its components end too.</remarks>
public sealed class LocalControlPlane : IAsyncDisposable
{
    private const string OrdinaryPathUser = "kubedirect:ordinary-path";

    private readonly ControlPlaneOptions options;
    private readonly string dataFolder;
    private readonly Credentials credentials;
    private readonly Kubectl kubectl;
    private readonly ComponentFactory factory;
    private readonly Component apiServer;
    private readonly ConcurrentStack<Component> components = new();
    private readonly Waiter waiter;
    private readonly HttpClient client;
    private readonly string adminToken;
    private readonly Uri etcd = new($"http://127.0.0.1:{Ports.Free()}");
    private readonly bool ownLogs;
    private bool started;
    private OrdinaryPathFilter? filter;
    private SocketsHttpHandler? filterHandler;

    private LocalControlPlane(ControlPlaneOptions options, string binaries)
    {
        this.options = options;
        waiter = new Waiter(components);
        // Short, since sockets live below it; readable by this user alone.
        dataFolder = Directory.CreateTempSubdirectory("kd-").FullName;
        ownLogs = options.LogFolder is null;
        LogFolder = options.LogFolder ?? Path.Combine(Path.GetTempPath(), Path.GetFileName(dataFolder) + "-logs");
        Directory.CreateDirectory(LogFolder);
        foreach (string old in Directory.EnumerateFiles(LogFolder, "*.log"))
        {
            File.Delete(old);
        }

        Server = new Uri($"https://127.0.0.1:{Ports.Free()}");
        credentials = new Credentials(dataFolder, TimeProvider.System.GetUtcNow());
        adminToken = credentials.AddUser("admin", "system:masters");
        AdminKubeconfig = credentials.WriteKubeconfig("admin", Server, adminToken);
        client = CreateClient();
        kubectl = new Kubectl(Path.Combine(binaries, "kubectl"), AdminKubeconfig, dataFolder);
        factory = new ComponentFactory(binaries, dataFolder, LogFolder, credentials, options.ClientRate);
        apiServer = factory.ApiServer(etcd, Server);
    }

    /// <summary>The API server's address.</summary>
    public Uri Server { get; }

    /// <summary>The path of a kubeconfig with every right, for kubectl and the program under test.</summary>
    public string AdminKubeconfig { get; }

    /// <summary>Where the components log to: one file each, named after it.</summary>
    public string LogFolder { get; }

    /// <summary>The names of the hollow kubelets' nodes.</summary>
    public IReadOnlyList<string> HollowNodes => [.. Enumerable.Range(0, options.HollowKubelets).Select(index => $"hollow-{index}")];

    /// <summary>Starts one, and waits until every component is ready and every hollow node is Ready.</summary>
    /// <param name="options">What it consists of; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ControlPlaneException">A component ended or was not ready in time, or its programs cannot be provided.</exception>
    public static async Task<LocalControlPlane> StartAsync(
        ControlPlaneOptions? options = null, CancellationToken cancellationToken = default)
    {
        var plane = new LocalControlPlane(options ?? new ControlPlaneOptions(), await Binaries.FolderAsync());
        try
        {
            await plane.StartComponentsAsync(cancellationToken);
            plane.started = true;
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs kubectl as admin.</summary>
    /// <returns>How it ended, whatever its exit code.</returns>
    public Task<KubectlResult> RunKubectlAsync(
        IEnumerable<string> arguments, string? input = null, CancellationToken cancellationToken = default) =>
        kubectl.RunAsync(arguments, input, cancellationToken);

    /// <summary>Runs kubectl as admin, and returns what it wrote to standard output.</summary>
    /// <exception cref="ControlPlaneException">It failed; the message has what it wrote to standard error.</exception>
    public Task<string> KubectlAsync(params string[] arguments) => SucceedAsync(arguments, null);

    /// <summary>Applies a manifest (YAML or JSON) as admin.</summary>
    /// <exception cref="ControlPlaneException">kubectl failed; the message has what it wrote to standard error.</exception>
    public Task ApplyAsync(string manifest) => SucceedAsync(["apply", "-f", "-"], manifest);

    /// <summary>A client that trusts this API server and acts as admin; its
    /// base address is <see cref="Server"/>. The caller disposes it.</summary>
    public HttpClient CreateClient()
    {
        var http = new HttpClient(CreateHandler()) { BaseAddress = Server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminToken);
        return http;
    }

    /// <summary>Reads an object or a list as admin.</summary>
    /// <param name="path">Its path below the server, such as <c>/api/v1/nodes</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached or did not answer with success.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken = default)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using JsonDocument document = await JsonDocument.ParseAsync(body, default, cancellationToken);
        return document.RootElement.Clone();
    }

    /// <summary>Waits until a condition holds, asking ten times a second. An API server that does not answer counts as "not yet".</summary>
    /// <param name="what">The condition as the end of the sentence "… did not come true: ".</param>
    /// <param name="condition">Asks for it.</param>
    /// <param name="timeout">How long to wait; null for two minutes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ControlPlaneException">It did not hold in time, or a component ended meanwhile.</exception>
    public Task WaitForAsync(
        string what, Func<CancellationToken, Task<bool>> condition, TimeSpan? timeout = null,
        CancellationToken cancellationToken = default) =>
        waiter.UntilAsync(what, condition, timeout ?? TimeSpan.FromMinutes(2), () => string.Empty, cancellationToken);

    /// <summary>
    /// Starts a program beside the control plane, such as one of the chain's. Its log is in <see cref="LogFolder"/>. It ends before
    /// the control plane does, and if it ends by itself, whoever waits with <see cref="WaitForAsync"/> is told so.
    /// </summary>
    /// <param name="name">A name for it that no other component has.</param>
    /// <param name="program">A path, or a name that is found on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The running program; it can be stopped, killed and started again.</returns>
    public Component StartProgram(string name, string program, params IReadOnlyList<string> arguments)
    {
        var component = new Component(name, program, arguments, LogFolder, Path.Combine(dataFolder, name));
        Start(component);
        return component;
    }

    /// <summary>Stops the API server; its data stay.</summary>
    public Task StopApiServerAsync() => apiServer.StopAsync();

    /// <summary>Starts the API server again, at the same address, and waits until it is ready.</summary>
    public Task StartApiServerAsync(CancellationToken cancellationToken = default) => StartApiServerOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // From the kubelets down to etcd, so that none logs errors about one that has gone; the newest comes first.
        foreach (Component component in components)
        {
            if (ReferenceEquals(component, apiServer) && filter is not null)
            {
                await filter.DisposeAsync();
            }

            await component.DisposeAsync();
        }

        filterHandler?.Dispose();
        client.Dispose();
        credentials.Dispose();
        Directory.Delete(dataFolder, recursive: true);
        if (ownLogs && started)
        {
            Directory.Delete(LogFolder, recursive: true);
        }
    }

    private async Task StartComponentsAsync(CancellationToken cancellationToken)
    {
        string controllerManager = AddUser("system:kube-controller-manager");
        string scheduler = AddUser("system:kube-scheduler");
        string ordinaryPath = credentials.AddUser(OrdinaryPathUser);
        Dictionary<string, string> kubelets =
            HollowNodes.ToDictionary(node => node, node => AddUser($"system:node:{node}", "system:nodes"));
        credentials.WriteTokens();

        Component store = factory.Etcd(etcd);
        Start(store);
        await WaitForHealthAsync(store, new Uri(etcd, "/health"), cancellationToken);
        components.Push(apiServer);
        await StartApiServerOnceAsync(cancellationToken);

        var waits = new List<Task>();
        if (options.ControllerManager)
        {
            string controllers = options.OrdinaryPathFilter ? "*,-deployment,-replicaset" : options.Controllers;
            waits.Add(StartServedAsync(port => factory.ControllerManager(controllerManager, controllers, port), cancellationToken));
        }

        if (options.OrdinaryPathFilter)
        {
            Uri filterAddress = await StartFilterAsync(ordinaryPath, cancellationToken);
            waits.Add(StartServedAsync(port => factory.OrdinaryPathControllers(filterAddress, port), cancellationToken));
        }

        if (options.Scheduler)
        {
            waits.Add(StartServedAsync(port => factory.Scheduler(scheduler, port), cancellationToken));
        }

        foreach ((string node, string kubeconfig) in kubelets)
        {
            Component kubelet = factory.HollowKubelet(kubeconfig, node);
            Start(kubelet);
            waits.Add(
                waiter.UntilAsync(
                    $"node {node} is Ready", token => IsNodeReadyAsync(node, token), options.StartTimeout, () => kubelet.LogTail(),
                    cancellationToken));
        }

        await Task.WhenAll(waits);
    }

    private async Task StartApiServerOnceAsync(CancellationToken cancellationToken)
    {
        apiServer.Start();
        await WaitForHealthAsync(apiServer, new Uri(Server, "/readyz"), cancellationToken);
    }

    private async Task<Uri> StartFilterAsync(string token, CancellationToken cancellationToken)
    {
        string[] roles =
            ["system:kube-controller-manager", "system:controller:deployment-controller", "system:controller:replicaset-controller"];
        foreach (string role in roles)
        {
            await KubectlAsync(
                "create", "clusterrolebinding", $"kubedirect-ordinary-path-{role.Split(':')[^1]}", $"--clusterrole={role}",
                $"--user={OrdinaryPathUser}");
        }

        filterHandler = CreateHandler();
        var authorization = new AuthenticationHeaderValue("Bearer", token);
        filter = await OrdinaryPathFilter.StartAsync(
            new OrdinaryPathFilterOptions
            {
                Server = Server,
                Handler = filterHandler,
                Credentials = _ => ValueTask.FromResult<AuthenticationHeaderValue?>(authorization),
                Listen = new IPEndPoint(IPAddress.Loopback, Ports.Free()),
            },
            cancellationToken);
        return filter.Address;
    }

    private async Task StartServedAsync(Func<int, Component> make, CancellationToken cancellationToken)
    {
        int port = Ports.Free();
        Component component = make(port);
        Start(component);
        await WaitForHealthAsync(component, new Uri($"https://127.0.0.1:{port}/healthz"), cancellationToken);
    }

    private void Start(Component component)
    {
        components.Push(component);
        component.Start();
    }

    private async Task WaitForHealthAsync(Component component, Uri health, CancellationToken cancellationToken)
    {
        await waiter.UntilAsync(
            $"{component.Name} is ready",
            async token =>
            {
                using HttpResponseMessage response = await client.GetAsync(health, token);
                return response.IsSuccessStatusCode;
            },
            options.StartTimeout,
            () => component.LogTail(),
            cancellationToken);
    }

    private async Task<bool> IsNodeReadyAsync(string node, CancellationToken cancellationToken)
    {
        JsonElement found = await GetAsync($"/api/v1/nodes/{node}", cancellationToken);
        bool ready = found.GetProperty("status").TryGetProperty("conditions", out JsonElement conditions)
            && conditions.EnumerateArray().Any(condition =>
                condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("True"));
        // A taint is taken off by the controller manager a little after the kubelet has said that it is ready.
        return ready && (!options.ControllerManager || !found.GetProperty("spec").TryGetProperty("taints", out _));
    }

    private async Task<string> SucceedAsync(IReadOnlyList<string> arguments, string? input)
    {
        KubectlResult result = await RunKubectlAsync(arguments, input);
        return result.ExitCode == 0
            ? result.Output
            : throw new ControlPlaneException(
                $"kubectl {string.Join(' ', arguments)} ended with exit code {result.ExitCode}: {result.Error.Trim()}");
    }

    private string AddUser(string user, params string[] groups) =>
        credentials.WriteKubeconfig(user.Split(':')[^1], Server, credentials.AddUser(user, groups));

    private SocketsHttpHandler CreateHandler()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(credentials.Authority);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
    }
}
