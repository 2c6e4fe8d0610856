using System.Text;

namespace KubeDirect.Tests.Simulation.Api;

/// <summary>The body of a watch's answer: lines that come when they come.</summary>
/// <remarks>Everything but reading happens outside of all processes, so that what
/// the HTTP library continues with stays on the simulation's thread.</remarks>
internal sealed class WatchStream(SimLoop loop) : Stream
{
    private readonly Queue<byte[]> lines = new();
    private TaskCompletionSource? waiting;
    private int offset;
    private bool ended;
    private bool broken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Line(string line)
    {
        lines.Enqueue(Encoding.UTF8.GetBytes(line + "\n"));
        Wake();
    }

    /// <summary>The server ends it in order.</summary>
    public void End()
    {
        ended = true;
        Wake();
    }

    /// <summary>The connection breaks.</summary>
    public void Break()
    {
        broken = true;
        Wake();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (lines.Count == 0)
        {
            if (broken)
            {
                throw new IOException("the connection was reset");
            }

            if (ended)
            {
                return 0;
            }

            waiting = new TaskCompletionSource();
            var mine = waiting;
            var registration = cancellationToken.Register(() => loop.After(TimeSpan.Zero, () => mine.TrySetCanceled(cancellationToken)));
            await mine.Task.ConfigureAwait(false);
            registration.Unregister();
        }

        var line = lines.Peek();
        var count = Math.Min(buffer.Length, line.Length - offset);
        line.AsMemory(offset, count).CopyTo(buffer);
        offset += count;
        if (offset == line.Length)
        {
            lines.Dequeue();
            offset = 0;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Watches are read asynchronously.");

    public override void Flush()
    {
        // Nothing is written here.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Wake()
    {
        var waiter = waiting;
        waiting = null;
        waiter?.TrySetResult();
    }
}
