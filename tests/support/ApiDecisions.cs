using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Support;

/// <summary>
/// How the API server decides on a request of the chain, for the models of it that hold no Kubernetes objects. <c>tests/refinement</c>
/// compares these decisions with the specification.
/// </summary>
/// <remarks>
/// Pure: each model keeps its objects in its own way, and decides itself when a request arrives and whether it is answered.
/// </remarks>
public static class ApiDecisions
{
    /// <summary>A Kubelet's request about a Pod's object (operator <c>Performed</c> of the module <c>Environment</c>).</summary>
    /// <param name="request">The request.</param>
    /// <param name="uid">The UID of the object of that name; null if there is none.</param>
    /// <param name="deleting">Whether that object carries a deletion timestamp.</param>
    /// <returns>What becomes of the object, and what the Kubelet is answered.</returns>
    public static (PodWrite Write, PublishOutcome Outcome) OnPod(Output request, string? uid, bool deleting) => request switch
    {
        CreateObject when uid is not null => (PodWrite.None, deleting ? PublishOutcome.Vanished : PublishOutcome.Done),
        CreateObject => (PodWrite.Create, PublishOutcome.Done),
        ShowReady show when show.Uid == uid => (PodWrite.ShowReady, PublishOutcome.Done),
        DeleteObject delete when delete.Uid == uid => (PodWrite.Remove, PublishOutcome.Done),
        ShowReady or DeleteObject => (PodWrite.None, PublishOutcome.Vanished),
        _ => throw new ArgumentException($"{request} is no request about a Pod's object.", nameof(request)),
    };

    /// <summary>A request of the Scheduler about the mark of a cancelled node (action <c>MarkApply</c> of the same module).</summary>
    /// <param name="request">The request.</param>
    /// <param name="mark">The mark that the Node carries; null for none.</param>
    /// <returns>The mark that it carries then, and what the Scheduler is answered.</returns>
    public static (string? Mark, Input Answer) OnMark(Output request, string? mark) => request switch
    {
        MarkNode { Over: { } over } write when over != mark => (mark, new CancelStale(write.Node, write.Mark)),
        MarkNode write => (write.Mark, new CancelDone(write.Node, write.Mark)),
        UnmarkNode erase => (erase.Mark == mark ? null : mark, new UncancelDone(erase.Node, erase.Mark)),
        _ => throw new ArgumentException($"{request} is no request about a mark.", nameof(request)),
    };
}
