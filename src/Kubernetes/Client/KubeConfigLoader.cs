using k8s;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeDirect.Kubernetes.Client;

/// <summary>Reads a kubeconfig, or says in one sentence what is wrong with it.</summary>
/// <remarks>
/// The client library reports most mistakes in such a file by exceptions of its YAML parser or by null references. So this class looks for
/// the mistakes that users make before the library reads the file.
/// </remarks>
public static class KubeConfigLoader
{
    /// <summary>Reads a kubeconfig.</summary>
    /// <param name="path">The file.</param>
    /// <param name="context">The context to use; null for the current context of the file.</param>
    /// <exception cref="KubeConfigException">The file is missing, not YAML, not a kubeconfig, or names no usable server.</exception>
    public static KubernetesClientConfiguration Load(string path, string? context)
    {
        CheckContents(path, ReadText(path), context);
        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(path), context);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new KubeConfigException($"The kubeconfig '{path}' cannot be used: {Sentences.FirstLine(e.Message)}", e);
        }
    }

    /// <summary>Finds the service account of the Pod that this process runs in.</summary>
    /// <exception cref="KubeConfigException">This process does not run in a cluster, or its service account cannot be used.</exception>
    public static KubernetesClientConfiguration InCluster()
    {
        if (!KubernetesClientConfiguration.IsInCluster())
        {
            throw new KubeConfigException(
                "This process does not run inside a cluster: there is no service account token, or KUBERNETES_SERVICE_HOST is not set.");
        }

        try
        {
            return KubernetesClientConfiguration.InClusterConfig();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new KubeConfigException($"The configuration inside the cluster cannot be used: {Sentences.FirstLine(e.Message)}", e);
        }
    }

    private static string ReadText(string path)
    {
        if (!File.Exists(path))
        {
            throw new KubeConfigException(Directory.Exists(path)
                ? $"The kubeconfig '{path}' is a directory, not a file."
                : $"The kubeconfig file '{path}' does not exist.");
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"The kubeconfig file '{path}' cannot be read: {Sentences.FirstLine(e.Message)}", e);
        }
    }

    private static void CheckContents(string path, string text, string? wantedContext)
    {
        var root = Parse(path, text);
        if (root is null || !(Text(root, "kind") == "Config" || root.Children.ContainsKey("clusters")))
        {
            throw new KubeConfigException($"The file '{path}' is not a kubeconfig.");
        }

        var current = wantedContext ?? Text(root, "current-context");
        if (string.IsNullOrWhiteSpace(current))
        {
            throw new KubeConfigException($"The kubeconfig '{path}' has no current-context.");
        }

        var context = Entry(root, "contexts", current, "context")
            ?? throw new KubeConfigException($"The kubeconfig '{path}' has no context named '{current}'.");
        var clusterName = Text(context, "cluster") ?? "";
        var cluster = Entry(root, "clusters", clusterName, "cluster")
            ?? throw new KubeConfigException(
                $"The kubeconfig '{path}' has no cluster named '{clusterName}', which its context '{current}' names.");
        var server = Text(cluster, "server");
        if (string.IsNullOrWhiteSpace(server))
        {
            throw new KubeConfigException($"The kubeconfig '{path}' names no server for its cluster '{clusterName}'.");
        }

        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new KubeConfigException($"The server '{server}' in the kubeconfig '{path}' is not an http or https address.");
        }
    }

    private static YamlMappingNode? Parse(string path, string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count == 0 ? null : yaml.Documents[0].RootNode as YamlMappingNode;
        }
        catch (YamlException e)
        {
            throw new KubeConfigException($"The kubeconfig '{path}' is not valid YAML (line {e.Start.Line}, column {e.Start.Column}).", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // For some malformed input the parser throws other exceptions than its own.
            throw new KubeConfigException($"The kubeconfig '{path}' is not valid YAML.", e);
        }
    }

    private static YamlMappingNode? Entry(YamlMappingNode root, string list, string name, string part) =>
        root.Children.TryGetValue(list, out var node) && node is YamlSequenceNode entries
            ? entries.OfType<YamlMappingNode>()
                .Where(entry => string.Equals(Text(entry, "name"), name, StringComparison.Ordinal))
                .Select(entry => entry.Children.TryGetValue(part, out var value) ? value as YamlMappingNode : null)
                .FirstOrDefault()
            : null;

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlScalarNode scalar ? scalar.Value : null;
}
