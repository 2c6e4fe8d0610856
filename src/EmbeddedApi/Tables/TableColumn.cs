namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>A column of a table. Those with a priority above 0 show only in wide output. Format <c>name</c> marks the one that names the row.</summary>
internal sealed record TableColumn(string Name, string Type = "string", int Priority = 0)
{
    public string Format => Name is "Name" ? "name" : "";
}

/// <summary>Where a table stands in a list: its version and, if there is more, the token of the next page and how much remains.</summary>
internal sealed record TablePage(long Version, string? Continue, int Remaining);
