namespace KubeDirect.EmbeddedApi.Tables;

/// <summary>What of its object a table's row carries along.</summary>
internal enum RowPart
{
    Metadata,
    None,
    Object,
}
