using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Tracing;

/// <summary>Every test on a <see cref="TestChain"/> replays its trace; here is what a replay rejects.</summary>
public sealed class TraceReplayTests
{
    [Fact]
    public async Task A_trace_of_a_chain_through_broken_links_and_restarts_is_accepted_to_its_last_line()
    {
        var trace = await RecordAsync(restarts: true);
        var report = TestChain.Replay(trace);
        Assert.Equal(trace.Count, report.Lines);
        Assert.Equal(trace.Count, report.Steps + report.Runs);
        Assert.True(report is { Runs: 9, Unattributed: 0 } && report.Received > 100, report.ToString());
    }

    /// <summary>Few Pods, and every link breaks and every stage restarts while counts change: logs for TLC.</summary>
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.Grpc)]
    public async Task A_trace_of_a_small_chain_in_which_everything_fails_once_is_accepted(Transport transport)
    {
        IReadOnlyList<string> trace;
        await using (var chain = await TestChain.StartAsync(transport, nodes: 2))
        {
            var count = 0;
            foreach (var stage in chain.Stages.ToList())
            {
                foreach (var fails in chain.Wires.ContainsKey(stage) ? new[] { "link", "stage" } : ["stage"])
                {
                    var before = chain.Monitor.Steps;
                    chain.Scale(count = count == 3 ? 1 : 3);
                    await chain.Until(() => chain.Monitor.Steps > before + 5, () => "nothing happens");
                    if (fails == "stage")
                    {
                        await chain.RestartAsync(stage);
                    }
                    else
                    {
                        chain.Wires[stage].Break();
                    }

                    await chain.ConvergesAsync(count);
                }
            }

            trace = chain.Trace();
        }

        Assert.Equal(2 * 6, TestChain.Replay(trace).Runs);
        Assert.True(
            trace.Count(line => line.Contains("\"action\":\"LinkLost\"", StringComparison.Ordinal)) >= 5,
            "Every link broke once at least.");
        await KeptTraces.KeepAsync($"failures-{transport}", Encoding.UTF8.GetBytes(string.Join('\n', trace)));
    }

    /// <summary>Renumbered, so that it is not only the gap in the numbers that gives it away.</summary>
    [Theory]
    [InlineData("PodStarted")]
    [InlineData("RecvPlace")]
    [InlineData("RecvBind")]
    [InlineData("BindPod")]
    [InlineData("CreatePod")]
    [InlineData("RecvHello")]
    [InlineData("RecvSetCount")]
    [InlineData("Begin")]
    public async Task A_trace_that_lacks_an_event_is_rejected(string action)
    {
        var trace = await RecordAsync();
        trace.RemoveAt(IndexOf(trace, action));
        Assert.Throws<TraceRejectedException>(() => TestChain.Replay(Renumber(trace)));
    }

    [Fact]
    public async Task A_trace_whose_numbers_have_a_gap_is_rejected()
    {
        var trace = await RecordAsync();
        trace.RemoveAt(IndexOf(trace, "RecvCountAck"));
        Assert.Contains(
            "but follows",
            Assert.Throws<TraceRejectedException>(() => TestChain.Replay(trace)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CreatePod", "RecvPlace")]
    [InlineData("RecvBind", "PodStarted")]
    [InlineData("RecvPlace", "BindPod")]
    [InlineData("RecvHello", "Answer")]
    public async Task A_trace_with_two_events_swapped_is_rejected(string one, string other)
    {
        var trace = await RecordAsync();
        var (i, j) = (IndexOf(trace, one), IndexOf(trace, other));
        (trace[i], trace[j]) = (trace[j], trace[i]);
        Assert.Throws<TraceRejectedException>(() => TestChain.Replay(Renumber(trace)));
    }

    [Theory]
    [InlineData("PodStarted", "pod", "default/web-abc-zzzzzzzzzz")]
    [InlineData("RecvSetCount", "epoch", "00000001.1")]
    [InlineData("BindPod", "node", "node-9")]
    [InlineData("RecvPlace", "pod", "default/web-abc-zzzzzzzzzz")]
    [InlineData("RecvPodSnapshot", "epoch", "00000001.1")]
    [InlineData("Connect", "link", "node-9", "autoscaler")]
    [InlineData("Connect", "link", "node-9", "scheduler")]
    [InlineData("Scale", "replicas", "9")]
    [InlineData("RecvBind", "stage", "node-9")]
    [InlineData("RecvCountAck", "stage", "deployment", "autoscaler")]
    [InlineData("RecvCountAck", "link", "node-9", "autoscaler")]
    [InlineData("PublishDone", "outcome", "0")]
    [InlineData("Begin", "incarnation", "00000001")]
    public async Task A_trace_with_a_field_changed_is_rejected(string action, string field, string value, string stage = "")
    {
        var trace = await RecordAsync();
        var index = trace.FindIndex(line =>
            new[]
            {
                $"\"action\":\"{action}\"",
                $"\"{field}\":",
                $"\"stage\":\"{stage}",
            }.All(part => line.Contains(part, StringComparison.Ordinal))
            && !line.Contains("\"replicas\":0", StringComparison.Ordinal));
        trace[index] = Change(
            trace[index],
            step =>
                step[field] = int.TryParse(value, CultureInfo.InvariantCulture, out var number) && field == "replicas" ? number : value);
        Assert.Throws<TraceRejectedException>(() => TestChain.Replay(trace));
    }

    [Theory]
    [InlineData("BindPod", "note", "more")]
    [InlineData("BindPod", "pod", null)]
    [InlineData("ObserveNode", "spec", null)]
    public async Task A_trace_with_a_field_that_nobody_writes_is_rejected(string action, string field, string? value)
    {
        var trace = await RecordAsync();
        var index = IndexOf(trace, action);
        trace[index] = Change(trace[index], step => step[field] = value);
        Assert.Throws<TraceRejectedException>(() => TestChain.Replay(trace));
    }

    [Fact]
    public async Task A_trace_in_which_a_run_begins_twice_is_rejected()
    {
        var trace = await RecordAsync();
        Assert.Contains(
            "begun before",
            Assert.Throws<TraceRejectedException>(() => TestChain.Replay([.. trace, .. trace])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_with_an_output_more_is_rejected()
    {
        var trace = await RecordAsync();
        var index = IndexOf(trace, "RecvBind");
        trace[index] = Change(trace[index], step => step["outputs"]!.AsArray().Add(step["outputs"]![0]!.DeepClone()));
        Assert.Contains(
            "Output 3 is",
            Assert.Throws<TraceRejectedException>(() => TestChain.Replay(trace)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "No step")]
    [InlineData("{", "JSON")]
    [InlineData("[1]", "")]
    [InlineData("{\"seq\":1,\"stage\":\"x\",\"action\":\"Begin\",\"kind\":\"Postman\",\"incarnation\":\"1\"}", "Postman")]
    [InlineData("{\"seq\":1,\"stage\":\"x\",\"action\":\"Listed\",\"outputs\":[]}", "before it begins")]
    [InlineData("{\"seq\":1,\"seq\":1}", "")]
    [InlineData("{\"level\":\"info\"}", "lacks a field")]
    [InlineData("{\"seq\":\"one\",\"action\":\"Begin\"}", "")]
    public void A_line_that_is_none_is_rejected_in_a_sentence(string line, string why) =>
        Assert.Contains(why, Assert.Throws<TraceRejectedException>(() => TestChain.Replay([line])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_a_stage_without_a_trace_sent_is_accepted_only_if_that_is_said()
    {
        var trace = (await RecordAsync()).Where(line => !line.Contains("\"stage\":\"scheduler\"", StringComparison.Ordinal)).ToList();
        Assert.Throws<TraceRejectedException>(() => TestChain.Replay(Renumber(trace)));
        var replay = new TraceReplay();
        replay.Read("trace", new StringReader(string.Join('\n', Renumber(trace))));
        Assert.True(replay.Finish(complete: false).Unattributed > 0);
    }

    private static async Task<List<string>> RecordAsync(bool restarts = false)
    {
        await using var chain = await TestChain.StartAsync(Transport.InMemory, nodes: 2);
        chain.Scale(20);
        await chain.ConvergesAsync(20);
        if (restarts)
        {
            await chain.RestartAsync("scheduler");
            chain.Wires["replicaset"].Break();
            await chain.RestartAsync("replicaset");
            await chain.RestartAsync("node-0");
        }

        chain.Scale(5);
        await chain.ConvergesAsync(5);
        return [.. chain.Trace()];
    }

    private static int IndexOf(List<string> trace, string action) =>
        trace.FindIndex(line => line.Contains($"\"action\":\"{action}\"", StringComparison.Ordinal));

    private static IEnumerable<string> Renumber(IEnumerable<string> trace) =>
        trace.Select((line, index) => Change(line, step => step["seq"] = index + 1));

    private static string Change(string line, Action<JsonNode> change)
    {
        var step = JsonNode.Parse(line)!;
        change(step);
        return step.ToJsonString();
    }
}
