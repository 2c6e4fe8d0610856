using Xunit;

namespace KubeDirect.Tests.Refinement;

/// <summary>Which steps of a log are events of the specification, of a node
/// agent whose log begins in a cluster that has seen others.</summary>
public sealed class TraceLogTests : IDisposable
{
    private const string Left = "default/old-abc-x";
    private readonly string file = Path.GetTempFileName();
    private int lines;

    public TraceLogTests() => Line("Begin", "\"kind\":\"Kubelet\",\"node\":\"a\"");

    [Fact]
    public void The_objects_that_a_former_chain_left_behind_are_no_events()
    {
        Line("ObserveDeleted", $"\"pod\":\"{Left}\",\"uid\":\"1\",\"gone\":false,\"outputs\":[]");
        Line("Publish", $$"""
            "pod":"{{Left}}","outputs":[{"effect":"DeleteObject","pod":"{{Left}}","uid":"1"}]
            """);
        Line("PublishDone", $"\"pod\":\"{Left}\",\"outcome\":\"Done\",\"uid\":\"\",\"outputs\":[]");
        Line("ObserveObject", $"\"pod\":\"{Left}\",\"uid\":\"1\",\"outputs\":[]");
        var log = TraceLog.Read([file]);
        Assert.Equal((0, null), (log.Count, log.EndsAt));
    }

    [Fact]
    public void The_deletion_of_a_node_has_the_mark_0()
    {
        Line("ObserveCancelled", "\"node\":\"a\",\"mark\":\"deleted.1\",\"outputs\":[]");
        var log = TraceLog.Read([file]);
        Assert.Contains("mark |-> 0", log.Module, StringComparison.Ordinal);
        Assert.Equal((1, null), (log.Count, log.EndsAt));
    }

    [Fact]
    public void The_log_ends_at_a_mark_that_an_operator_set()
    {
        Line("ObserveCancelled", "\"node\":\"a\",\"mark\":\"by-hand\",\"outputs\":[]");
        Line("ObserveCancelled", "\"node\":\"a\",\"mark\":\"deleted.1\",\"outputs\":[]");
        var log = TraceLog.Read([file]);
        Assert.Equal((0, "The mark by-hand is an operator's."), (log.Count, log.EndsAt));
    }

    public void Dispose() => File.Delete(file);

    private void Line(string action, string fields) =>
        File.AppendAllText(
            file, $$"""{"seq":{{++lines}},"at":"2026-01-01T00:00:00+00:00","stage":"kubelet a","action":"{{action}}",{{fields}}}""" + "\n");
}
