namespace KubeDirect.EmbeddedApi.Selectors;

/// <summary>One requirement: a label's name, the comparison, and the values it is compared with.</summary>
internal sealed record LabelRequirement(string Name, LabelOperator Operator, string[] Values)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(Name, out var value);
        return Operator switch
        {
            LabelOperator.Exists => present,
            LabelOperator.Absent => !present,
            LabelOperator.In => present && Array.IndexOf(Values, value!) >= 0,
            _ => !present || Array.IndexOf(Values, value!) < 0,
        };
    }
}
