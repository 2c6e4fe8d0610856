namespace KubeDirect.EmbeddedApi.Model;

/// <summary>A resource that the server has: its names, and what the API allows for it. Immutable; compared by identity.</summary>
internal sealed class ResourceType
{
    /// <summary>The API group; empty for the core group.</summary>
    public required string Group { get; init; }

    public string Version { get; } = "v1";

    public required string Plural { get; init; }

    public required string Kind { get; init; }

    public string Singular => Kind.ToLowerInvariant();

    public string[] ShortNames { get; init; } = [];

    public string[] Categories { get; init; } = [];

    public bool Namespaced { get; init; } = true;

    /// <summary>Whether there is a status subresource; then writes of the main resource leave the status alone.</summary>
    public bool HasStatus { get; init; }

    public bool HasScale { get; init; }

    /// <summary>Whether <c>metadata.generation</c> counts changes of the specification.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Whether the status given at creation is kept, as for a node that registers itself.</summary>
    public bool KeepsStatusOnCreate { get; init; }

    /// <summary>Whether a write of the status may also set labels and annotations.</summary>
    public bool StatusWritesLabels { get; init; }

    /// <summary>Whether PUT without a resource version is a blind overwrite rather than an error.</summary>
    public bool AllowsBlindUpdate { get; init; } = true;

    /// <summary>Whether DELETE answers with the object rather than with a <c>Status</c>.</summary>
    public bool AnswersDeleteWithObject { get; init; }

    /// <summary>Dotted paths that a field selector may use besides the object's name and namespace.</summary>
    public string[] SelectableFields { get; init; } = [];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name that error messages use, such as <c>deployments.apps</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public override string ToString() => QualifiedName;
}
