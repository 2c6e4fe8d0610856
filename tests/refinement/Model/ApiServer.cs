using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>The API server as the modules <c>Environment</c> and <c>Cancellation</c> have it.</summary>
/// <param name="Replicas">The Deployment's <c>spec.replicas</c>.</param>
/// <param name="Objects">By Pod, from 1.</param>
/// <param name="Requests">In flight.</param>
/// <param name="Answers">In flight.</param>
/// <remarks>
/// Not shared with other kinds of tests, because it is a value of the specification's shape. <see cref="ApiDecisions"/> decides.
/// </remarks>
internal sealed record ApiServer(
    int Replicas, ImmutableArray<PodObject> Objects, ImmutableHashSet<Request> Requests, ImmutableHashSet<Reply> Answers)
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
        var (write, outcome) = ApiDecisions.OnPod(request.Output, found.IsThere ? found.Uid : null, found.Deleting);
        var after = write switch
        {
            PodWrite.Create => new PodObject("Pending", request.Node, Deleting: false, found.Creations + 1),
            PodWrite.ShowReady => found with { State = "Running" },
            PodWrite.Remove => found.Removed(),
            _ => found,
        };
        return (after, outcome, request.Output is CreateObject ? after.Uid : "");
    }
}
