using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement;

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

/// <summary>A request in flight.</summary>
internal sealed record Request(string Node, int Run, int Pod, Output Output)
{
    public string Operation => Output switch
    {
        CreateObject => "creating",
        ShowReady => "readying",
        DeleteObject => "deleting",
        _ => throw new InvalidOperationException($"{Output} asks the API server for nothing."),
    };
}

/// <summary>An answer in flight.</summary>
internal sealed record Reply(string Node, int Pod, PublishOutcome Outcome, string Uid);

/// <summary>The API server as the module <c>Environment</c> has it.</summary>
/// <param name="Replicas">The Deployment's <c>spec.replicas</c>.</param>
/// <param name="Objects">By Pod, from 1.</param>
/// <param name="Requests">In flight.</param>
/// <param name="Answers">In flight.</param>
internal sealed record ApiServer(int Replicas, ImmutableArray<PodObject> Objects, ImmutableHashSet<Request> Requests, ImmutableHashSet<Reply> Answers)
{
    public PodObject this[int pod] => Objects[pod - 1];

    public ApiServer With(int pod, PodObject found) => this with { Objects = Objects.SetItem(pod - 1, found) };

    /// <summary>The object after the request, and what is answered.</summary>
    public (PodObject Found, PublishOutcome Outcome, string Uid) Perform(Request request)
    {
        var found = this[request.Pod];
        switch (request.Output)
        {
            case CreateObject when found.IsThere:
                return (found, found.Deleting ? PublishOutcome.Vanished : PublishOutcome.Done, found.Uid);
            case CreateObject:
                var created = new PodObject("Pending", request.Node, Deleting: false, found.Creations + 1);
                return (created, PublishOutcome.Done, created.Uid);
            case ShowReady show when found.IsThere && found.Uid == show.Uid:
                return (found with { State = "Running" }, PublishOutcome.Done, "");
            case DeleteObject delete when found.IsThere && found.Uid == delete.Uid:
                return (found.Removed(), PublishOutcome.Done, "");
            default:
                return (found, PublishOutcome.Vanished, "");
        }
    }
}
