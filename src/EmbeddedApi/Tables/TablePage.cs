namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>Where a table stands in a list: its version and, if there is more, the token of the next page and how much remains.</summary>
internal sealed record TablePage(long Version, string? Continue, int Remaining);
