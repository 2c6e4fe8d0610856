namespace KubeDirect.Tests.SpecMutants.Tla;

/// <summary>What an expression is. Its <see cref="Node.Text"/> and <see cref="Node.Children"/> depend on that.</summary>
internal enum NodeKind
{
    /// <summary>A name, number, string or @: the text.</summary>
    Word,

    /// <summary>An operator of that name, applied to the children.</summary>
    Call,

    /// <summary>The child in the next state.</summary>
    Prime,

    /// <summary>The field of that name of the child.</summary>
    Field,

    /// <summary>The first child applied to the others: f[x, y].</summary>
    Index,

    /// <summary>A list of conjuncts or disjuncts; the text is /\ or \/.</summary>
    Junction,

    /// <summary>Two operands, and the operator between them.</summary>
    Infix,

    /// <summary>One operand, and the operator before it.</summary>
    Prefix,

    /// <summary>\E, \A or CHOOSE: bounds, then the body.</summary>
    Quantified,

    /// <summary>The names that range over the child.</summary>
    Bound,

    /// <summary>Condition, then, else.</summary>
    If,

    /// <summary>Guards and values in turn; the last guard may be the word OTHER.</summary>
    Case,

    /// <summary>Local definitions, then the body.</summary>
    Let,

    /// <summary>A local definition: its head is the text, its body the child.</summary>
    Local,

    /// <summary>The set of the children.</summary>
    Set,

    /// <summary>The elements of a bound that satisfy the second child.</summary>
    Filter,

    /// <summary>The first child for all values of the bounds.</summary>
    Image,

    /// <summary>A record of entries.</summary>
    Record,

    /// <summary>The field of that name of a record.</summary>
    Entry,

    /// <summary>A function: bounds, then the value.</summary>
    Function,

    /// <summary>The functions from the first to the second child.</summary>
    FunctionSet,

    /// <summary>The first child with changes.</summary>
    Except,

    /// <summary>A change: the text is its place, such as !.pods[p], and the child what is there afterwards.</summary>
    Change,

    /// <summary>A tuple of the children.</summary>
    Tuple,
}
