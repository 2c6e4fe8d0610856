namespace KubeDirect.Runtime.Tracing;

/// <summary>The result of a replay that found no error.</summary>
/// <param name="Lines">How many lines were read and replayed.</param>
/// <param name="Runs">How many runs of stages began.</param>
/// <param name="Steps">How many steps were taken again, each with the outputs in its line.</param>
/// <param name="Received">How many messages were received. Each was sent by the peer in that epoch, in that order.</param>
/// <param name="Unattributed">How many messages were received from stages whose trace was not given.</param>
public sealed record TraceReport(int Lines, int Runs, int Steps, int Received, int Unattributed);
