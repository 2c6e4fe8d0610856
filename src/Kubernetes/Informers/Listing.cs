namespace KubeDirect.Kubernetes.Informers;

/// <summary>All objects of a list, and the version of the collection at which a watch can begin.</summary>
internal sealed record Listing<T>(List<T> Items, string ResourceVersion);
