namespace KubeDirect.Tests.Refinement.Model;

/// <summary>What is asked about a mark, or answered.</summary>
internal static class MarkOperation
{
    public const string Mark = "mark";
    public const string Unmark = "unmark";
    public const string Stale = "stale";
}
