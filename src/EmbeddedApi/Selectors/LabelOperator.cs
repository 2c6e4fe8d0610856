namespace KubeDirect.EmbeddedApi.Selectors;

/// <summary>How one requirement of a label selector compares.</summary>
internal enum LabelOperator
{
    Exists,
    Absent,
    In,
    NotIn,
}
