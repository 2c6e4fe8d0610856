using Xunit;

namespace KubeDirect.Tests.SpecMutants;

public sealed class ParserTests
{
    [Theory]
    [InlineData("a \\union b \\union c", "a \\union b \\union c")]
    [InlineData("a \\ (b \\union c)", "a \\ (b \\union c)")]
    [InlineData("p :> 1 @@ q :> 2 @@ @", "p :> 1 @@ q :> 2 @@ @")]
    [InlineData("~x \\in S /\\ (a \\/ b) => c", "~x \\in S /\\ (a \\/ b) => c")]
    [InlineData("DOMAIN R.pods \\union R.tomb", "DOMAIN R.pods \\union R.tomb")]
    [InlineData("UNCHANGED <<a, b>>", "UNCHANGED <<a, b>>")]
    [InlineData("f'[n].x", "f'[n].x")]
    [InlineData("{p \\in S : P(p)}", "{p \\in S : P(p)}")]
    [InlineData("{<<p, n>> : p \\in S, n \\in N}", "{<<p, n>> : p \\in S, n \\in N}")]
    [InlineData("[S EXCEPT !.a = @ \\union {n}, ![n][k].b = 1]", "[S EXCEPT !.a = @ \\union {n}, ![n][k].b = 1]")]
    [InlineData("[l \\in Links |-> [a |-> 1, b |-> {}]]", "[l \\in Links |-> [a |-> 1, b |-> {}]]")]
    [InlineData("[S -> T]", "[S -> T]")]
    [InlineData("\\E p, v \\in Pods, n \\in N : p # v", "\\E p, v \\in Pods, n \\in N : p # v")]
    [InlineData("CASE a -> 1 [] b -> 2 [] OTHER -> 3", "CASE a -> 1 [] b -> 2 [] OTHER -> 3")]
    [InlineData("LET f(x) == x + 1 y == 2 IN f(y)", "LET f(x) == x + 1 y == 2 IN f(y)")]
    public void An_expression_is_written_as_it_was_read(string text, string written) => Assert.Equal(written, Of(text).ToString());

    [Fact]
    public void The_bullets_of_a_list_are_those_in_its_column()
    {
        var node = Of("""
            /\ a
            /\ \/ b
               \/ c /\ d
            /\ IF e THEN f
               ELSE /\ g
                    /\ h
            """);
        Assert.Equal("a /\\ (b \\/ (c /\\ d)) /\\ (IF e THEN f ELSE g /\\ h)", node.ToString());
        Assert.Equal(3, node.Children.Length);
    }

    [Fact]
    public void A_list_ends_before_what_is_left_of_it()
    {
        var node = Of("""
            IF /\ a
               /\ b
            THEN c ELSE d
            """);
        Assert.Equal("IF a /\\ b THEN c ELSE d", node.ToString());
    }

    [Fact]
    public void A_comment_and_a_string_that_looks_like_one_are_told_apart()
    {
        var lines = Tokens.WithoutComments("x == \"(* no *)\" \\* yes\n(* and\nmore *) y").Split('\n');
        Assert.Equal(["x == \"(* no *)\"", "", "        y"], lines.Select(line => line.TrimEnd()));
    }

    [Theory]
    [InlineData("a /\\")]
    [InlineData("[a |-> ]")]
    [InlineData("{a, b")]
    [InlineData("a b")]
    public void What_is_no_expression_is_refused(string text) => Assert.Throws<FormatException>(() => Of(text));

    [Fact]
    public void Every_part_of_the_protocol_reads_the_same_after_it_was_written()
    {
        var protocol = Real.Protocol;
        Assert.All(protocol.Parts, name => Assert.Equal(protocol.Body(name), Of(protocol.Body(name).ToString())));
    }

    internal static Node Of(string text) => Parser.Parse(Tokens.Of(text, 1));
}
