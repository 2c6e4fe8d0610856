namespace KubeDirect.Runtime;

/// <summary>What a replay found, if it found nothing wrong.</summary>
/// <param name="Lines">How many lines were read; all of them were replayed.</param>
/// <param name="Runs">How many runs of stages they are of.</param>
/// <param name="Steps">How many steps were taken again, each with the outputs that its line says.</param>
/// <param name="Received">How many messages were received; each was sent by the peer in that epoch, in that order.</param>
/// <param name="Unattributed">How many messages were received from stages whose trace was not given.</param>
public sealed record TraceReport(int Lines, int Runs, int Steps, int Received, int Unattributed);
