namespace KubeDirect.Tests.Refinement.Model;

/// <summary>A Pod's object. The specification has no UIDs; here each creation has one, as at a real API server.</summary>
/// <param name="State"><c>absent</c>, <c>Pending</c>, <c>Running</c> or <c>gone</c>.</param>
/// <param name="Node">Where it is bound.</param>
/// <param name="Deleting">Whether it carries a deletion timestamp.</param>
/// <param name="Creations">How often an object of this name was created; the UID of the last one.</param>
internal readonly record struct PodObject(string State, string Node, bool Deleting, int Creations)
{
    public static readonly PodObject Absent = new("absent", Canon.None, Deleting: false, 0);

    public bool IsThere => State is "Pending" or "Running";

    public string Uid => $"uid-{Creations}";

    public PodObject Removed() => new("gone", Canon.None, Deleting: false, Creations);
}
