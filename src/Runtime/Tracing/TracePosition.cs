namespace KubeDirect.Runtime.Tracing;

/// <summary>The position of a step.</summary>
/// <param name="Trace">The name of the trace.</param>
/// <param name="Line">The line, from 1.</param>
internal readonly record struct TracePosition(string Trace, int Line);
