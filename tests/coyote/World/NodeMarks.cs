using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>The marks of cancellation on the node's object: written and taken off
/// at moments that Coyote chooses, and seen by the Kubelet at another.</summary>
/// <remarks>Not shared with other kinds of tests, because Coyote controls each of its tasks. <see cref="ApiDecisions"/> decides.</remarks>
internal sealed class NodeMarks(Chain chain) : IEffects
{
    private readonly object gate = new();
    private string? mark;
    private int written;

    /// <summary>Whether the Kubelet has seen every mark: one that it sees late ends what was bound since.</summary>
    public bool AreSeen => Volatile.Read(ref written) == chain.K.State.Drained.Count;

    public void Perform(Output output)
    {
        // Whoever asked may have been replaced when the answer comes; then it is an answer to nobody.
        var asking = chain.S;
        if (output is not (MarkNode or UnmarkNode))
        {
            return;
        }

        _ = Task.Run(() =>
        {
            Input answer;
            lock (gate)
            {
                (mark, answer) = ApiDecisions.OnMark(output, mark);
                if (answer is CancelStale)
                {
                    asking.Post(answer);
                    return;
                }

                if (answer is CancelDone)
                {
                    written++;
                }
            }

            if (output is MarkNode write)
            {
                _ = Task.Run(() => chain.K.Post(new ObserveCancelled(write.Node, write.Mark)));
            }

            asking.Post(answer);
        });
    }
}
