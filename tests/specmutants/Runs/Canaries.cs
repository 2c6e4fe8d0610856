namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>Mutants of which it is known what becomes of them. If it does not, no other result means anything.</summary>
internal static class Canaries
{
    private const string Action = "CreatePod";

    // Instead of making a Pod, the Autoscaler forgets what its watch has shown, and remembers it, for ever.
    private const string Idling =
        "want' = (IF want = None THEN api.replicas ELSE None) /\\ UNCHANGED <<links, current, view, held, podState, outside>>";

    /// <summary>The canaries of a model, with what must become of them.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="live">Whether the model checks liveness.</param>
    public static IReadOnlyList<(Mutant Mutant, Verdict Expected)> Of(Protocol protocol, bool live)
    {
        var body = protocol.Body(Action);
        var same = Altered("the same twice", Node.Junction("\\/", [body, body]));
        return live
            ?
            [
                (same, Verdict.Equivalent),
                (Altered("never", Node.False), Verdict.Killed),
                (Altered("idles for ever", Parser.Parse(Tokens.Of(Idling, 1))), Verdict.Killed),
            ]
            : [(same, Verdict.Equivalent), (Altered("however many Pods there are", Uncounted(body)), Verdict.Killed)];
    }

    private static Mutant Altered(string how, Node body) => new(Action, MutantKind.Altered, $"canary: {how}", body);

    // Without the conjunct that compares the number of Pods with the count.
    private static Node Uncounted(Node body) => Simplifier.Simplify(body with
    {
        Children = [.. body.Children.Select(item => item.Is(NodeKind.Infix, "<") && !LeftOut.ReadsBounds(item) ? Node.True : item)],
    });
}
