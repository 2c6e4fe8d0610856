using KubeDirect.Kubernetes.Client;
using KubeDirect.Primitives;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>A watch of <see cref="SmallApi"/>: lines that come until its reader goes away.</summary>
internal sealed class SmallWatch(ApiReply? refusal) : IApiStream
{
    private readonly object gate = new();
    private readonly Queue<string> lines = new();
    private readonly Permits waiting = new(0);

    public ApiReply? Refusal => refusal;

    public void Add(IEnumerable<(int Version, string Line)> entries)
    {
        foreach (var (_, line) in entries)
        {
            lock (gate)
            {
                lines.Enqueue(line);
            }

            waiting.Release();
        }
    }

    public async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        await waiting.WaitAsync(cancellation);
        lock (gate)
        {
            return lines.Dequeue();
        }
    }

    public void Dispose()
    {
    }
}
