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

/// <summary>A write of a cancellation in flight, or the answer to one.</summary>
/// <param name="Node">The node.</param>
/// <param name="Mark">The mark as the Scheduler calls it.</param>
/// <param name="Operation">One of <see cref="MarkOperation"/>, which are the specification's words.</param>
/// <param name="Over">The mark that it is to replace; null if it is for any.</param>
/// <param name="Run">The Scheduler's run.</param>
internal sealed record MarkRequest(string Node, string Mark, string Operation, string? Over, int Run);

/// <summary>What is asked about a mark, or answered.</summary>
internal static class MarkOperation
{
    public const string Mark = "mark";
    public const string Unmark = "unmark";
    public const string Stale = "stale";
}

/// <summary>The API server as the modules <c>Environment</c> and <c>Cancellation</c> have it.</summary>
/// <param name="Replicas">The Deployment's <c>spec.replicas</c>.</param>
/// <param name="Objects">By Pod, from 1.</param>
/// <param name="Requests">In flight.</param>
/// <param name="Answers">In flight.</param>
internal sealed record ApiServer(int Replicas, ImmutableArray<PodObject> Objects, ImmutableHashSet<Request> Requests, ImmutableHashSet<Reply> Answers)
{
    /// <summary>The ReplicaSet that carries the Deployment's template.</summary>
    public int Template { get; init; } = 1;

    /// <summary>Those that carried it earlier, as far as a list that lags may show them.</summary>
    public ImmutableSortedSet<int> PastTemplates { get; init; } = [];

    /// <summary>Nodes whose object is deleted.</summary>
    public ImmutableSortedSet<string> Deleted { get; init; } = [];

    /// <summary>Nodes whose Kubelet's watch has yet to show that their object was deleted.</summary>
    public ImmutableSortedSet<string> Unseen { get; init; } = [];

    /// <summary>The marks in the order in which they were made: the specification calls them 1, 2, …</summary>
    public ImmutableArray<string> Marks { get; init; } = [];

    /// <summary>By node: the mark that its object carries, or null.</summary>
    public required ImmutableSortedDictionary<string, string?> Mark { get; init; }

    /// <summary>By node: the marks that it carried, as far as a watch that lags may show them.</summary>
    public required ImmutableSortedDictionary<string, ImmutableHashSet<string>> Marked { get; init; }

    /// <summary>In flight.</summary>
    public ImmutableHashSet<MarkRequest> MarkWrites { get; init; } = [];

    /// <summary>In flight.</summary>
    public ImmutableHashSet<MarkRequest> MarkAnswers { get; init; } = [];

    public int NumberOf(string mark) => Marks.IndexOf(mark) + 1;

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
