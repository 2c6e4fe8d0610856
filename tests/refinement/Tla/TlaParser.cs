namespace KubeDirect.Tests.Refinement.Tla;

/// <summary>Reads values, states and labels as TLC prints them, into canonical text.</summary>
internal sealed class TlaParser(string text)
{
    private int at;

    /// <summary>A state: <c>/\ variable = value</c>, once for each variable.</summary>
    public static string State(string text)
    {
        var parser = new TlaParser(text);
        var variables = new List<(string, string)>();
        while (parser.TryTake("/\\"))
        {
            var name = parser.Name();
            parser.Take("=");
            variables.Add((Canon.Str(name), parser.Value()));
        }

        parser.End();
        return Canon.Function(variables);
    }

    /// <summary>An action with its parameters.</summary>
    public static string Label(string text)
    {
        var parser = new TlaParser(text);
        var name = parser.Name();
        var parameters = parser.TryTake("(") ? parser.List(")", parser.Value) : [];
        parser.End();
        return Canon.Label(name, [.. parameters]);
    }

    private string Value()
    {
        if (TryTake("<<"))
        {
            return Canon.Sequence(List(">>", Value));
        }

        if (TryTake("{"))
        {
            return Canon.Set(List("}", Value));
        }

        if (TryTake("["))
        {
            return Canon.Function(List("]", () => Pair(Canon.Str(Name()), "|->")));
        }

        if (TryTake("("))
        {
            var pairs = new List<(string, string)>();
            do
            {
                pairs.Add(Pair(Value(), ":>"));
            }
            while (TryTake("@@"));
            Take(")");
            return Canon.Function(pairs);
        }

        if (TryTake("\""))
        {
            var end = text.IndexOf('"', at);
            var inside = text[at..end];
            at = end + 1;
            return Canon.Str(inside);
        }

        return Name();
    }

    private (string Key, string Value) Pair(string key, string arrow)
    {
        Take(arrow);
        return (key, Value());
    }

    private List<T> List<T>(string close, Func<T> item)
    {
        var items = new List<T>();
        while (!TryTake(close))
        {
            if (items.Count > 0)
            {
                Take(",");
            }

            items.Add(item());
        }

        return items;
    }

    // An identifier, a number, or a model value.
    private string Name()
    {
        SkipSpace();
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-'))
        {
            at++;
        }

        return at > start ? text[start..at] : throw Unexpected("a name or a number");
    }

    private void Take(string token)
    {
        if (!TryTake(token))
        {
            throw Unexpected($"'{token}'");
        }
    }

    private bool TryTake(string token)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, at, token, 0, token.Length) != 0)
        {
            return false;
        }

        at += token.Length;
        return true;
    }

    private void End()
    {
        SkipSpace();
        if (at < text.Length)
        {
            throw Unexpected("the end");
        }
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private FormatException Unexpected(string wanted) =>
        new($"Expected {wanted} at {at} in: {text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 40)]}");
}
