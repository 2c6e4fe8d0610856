using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Storage;

namespace KubeDirect.EmbeddedApi.Selectors;

/// <summary>
/// A field selector: requirements <c>path=value</c>, <c>path==value</c> or <c>path!=value</c>, joined by commas. All must hold. Immutable.
/// </summary>
internal sealed class FieldSelector
{
    private const int NameField = -1;
    private const int NamespaceField = -2;

    public static readonly FieldSelector Everything = new([]);

    private readonly (int Field, string Value, bool Equal)[] terms;

    private FieldSelector((int Field, string Value, bool Equal)[] terms) => this.terms = terms;

    /// <summary>Reads a selector for a resource. A malformed selector, or one about a field that is not selectable, is a 400.</summary>
    public static FieldSelector Parse(string? text, ResourceType type)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        return new FieldSelector([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(term => ParseTerm(term, text, type))]);
    }

    public bool Matches(StoredObject candidate)
    {
        foreach (var (field, value, equal) in terms)
        {
            var actual = field switch
            {
                NameField => candidate.Key.Name,
                NamespaceField => candidate.Key.Namespace,
                _ => candidate.Fields[field],
            };
            if (string.Equals(actual, value, StringComparison.Ordinal) != equal)
            {
                return false;
            }
        }

        return true;
    }

    private static (int Field, string Value, bool Equal) ParseTerm(string term, string whole, ResourceType type)
    {
        var equals = term.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw ApiError.BadRequest($"unable to parse the field selector \"{whole}\"");
        }

        var negated = term[equals - 1] == '!';
        var doubled = !negated && equals + 1 < term.Length && term[equals + 1] == '=';
        var path = term[..(negated ? equals - 1 : equals)].Trim();
        var value = term[(doubled ? equals + 2 : equals + 1)..].Trim();
        var field = path switch
        {
            "metadata.name" => NameField,
            "metadata.namespace" => NamespaceField,
            _ => Array.IndexOf(type.SelectableFields, path) is >= 0 and var index
                ? index
                : throw ApiError.BadRequest($"the field label \"{path}\" is not supported by a field selector of {type.QualifiedName}"),
        };
        return (field, value, !negated);
    }
}
