namespace KubeDirect.EmbeddedApi.Storage;

/// <summary>Namespace (empty for cluster-wide objects) and name. Ordered as etcd orders them: ordinal, namespace first.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}
