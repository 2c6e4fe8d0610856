namespace KubeDirect.Tests.Refinement.Model;

/// <summary>A write of a cancellation in flight, or the answer to one.</summary>
/// <param name="Node">The node.</param>
/// <param name="Mark">The mark as the Scheduler calls it.</param>
/// <param name="Operation">One of <see cref="MarkOperation"/>, which are the specification's words.</param>
/// <param name="Over">The mark that it is to replace; null if it is for any.</param>
/// <param name="Run">The Scheduler's run.</param>
internal sealed record MarkRequest(string Node, string Mark, string Operation, string? Over, int Run);
