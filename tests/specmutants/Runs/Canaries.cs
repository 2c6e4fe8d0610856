namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>Mutants of which it is known what becomes of them. If it does not, no other result means anything.</summary>
internal static class Canaries
{
    private const string Action = "CreatePod";

    /// <summary>The canaries of a model, with what must become of them.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="live">Whether the model checks liveness.</param>
    public static IReadOnlyList<(Mutant Mutant, Verdict Expected)> Of(Protocol protocol, bool live)
    {
        var body = protocol.Body(Action);
        var killed = live
            ? new Mutant(Action, MutantKind.Guard, "canary: never", Node.False)
            : new Mutant(Action, MutantKind.Guard, "canary: however many Pods there are", Simplifier.Simplify(Counting(body)));
        return
            [
                (killed, Verdict.Killed),
                (new Mutant(Action, MutantKind.Altered, "canary: the same twice", Node.Junction("\\/", [body, body])), Verdict.Equivalent),
            ];
    }

    // Without the conjuncts that compare numbers of Pods with counts.
    private static Node Counting(Node body) => body with
    {
        Children = [.. body.Children.Select(item => item.Is(NodeKind.Infix, "<") && !LeftOut.ReadsBounds(item) ? Node.True : item)],
    };
}
