namespace KubeDirect.Runtime.Tracing;

/// <summary>
/// A trace is not one of this chain: a line is malformed, a step is not what the step function does, or a message was never sent.
/// </summary>
public sealed class TraceRejectedException : Exception
{
    internal TraceRejectedException(string trace, int line, string why, Exception? inner = null)
        : base($"{trace}, line {line}: {why}", inner)
    {
    }
}
