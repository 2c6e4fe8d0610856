using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>The marks of cancellation on the node's object: written and taken off
/// at moments that Coyote chooses, and seen by the Kubelet at another.</summary>
internal sealed class NodeMarks(Chain chain) : IEffects
{
    private readonly object gate = new();
    private string mark = "";
    private int written;

    /// <summary>Whether the Kubelet has seen every mark: one that it sees late ends what was bound since.</summary>
    public bool AreSeen => Volatile.Read(ref written) == chain.K.State.Drained.Count;

    public void Perform(Output output)
    {
        // Whoever asked may have been replaced when the answer comes; then it is an answer to nobody.
        var asking = chain.S;
        if (output is MarkNode write)
        {
            _ = Task.Run(() =>
            {
                lock (gate)
                {
                    if (write.Over is { } over && over != mark)
                    {
                        asking.Post(new CancelStale(write.Node, write.Mark));
                        return;
                    }

                    mark = write.Mark;
                    written++;
                }

                _ = Task.Run(() => chain.K.Post(new ObserveCancelled(write.Node, write.Mark)));
                asking.Post(new CancelDone(write.Node, write.Mark));
            });
        }
        else if (output is UnmarkNode erase)
        {
            _ = Task.Run(() =>
            {
                lock (gate)
                {
                    mark = mark == erase.Mark ? "" : mark;
                }

                asking.Post(new UncancelDone(erase.Node, erase.Mark));
            });
        }
    }
}
