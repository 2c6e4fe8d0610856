namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>A definition of a module.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The names of its parameters.</param>
/// <param name="Tokens">What it is defined to be.</param>
/// <param name="FirstLine">Where it begins, from 1.</param>
/// <param name="LastLine">Where it ends.</param>
internal sealed record Definition(
    string Name, IReadOnlyList<string> Parameters, IReadOnlyList<Token> Tokens, int FirstLine, int LastLine)
{
    private Node? body;

    /// <summary>What it is defined to be. It is parsed when it is asked for: modules have definitions that <see cref="Parser"/> does not
    /// know.</summary>
    /// <exception cref="FormatException">It is such a definition.</exception>
    public Node Body => body ??= Parser.Parse(Tokens);

    /// <summary>An operator of another name, applied to the parameters.</summary>
    public string Applied(string name) => Parameters.Count == 0 ? name : $"{name}({string.Join(", ", Parameters)})";
}
