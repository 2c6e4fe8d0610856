namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>A column of a table. A column with a priority above 0 is shown only in wide output.</summary>
internal sealed record TableColumn(string Name, string Type = "string", int Priority = 0)
{
    public string Format => Name is "Name" ? "name" : "";
}
