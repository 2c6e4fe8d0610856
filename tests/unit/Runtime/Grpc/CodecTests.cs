using KubeDirect.StateMachine;
using Xunit;
using Wire = KubeDirect.Runtime.Grpc.Wire;

namespace KubeDirect.Tests.Unit.Runtime.Grpc;

/// <summary>What a batch looks like, and what is refused; round trips and arbitrary bytes are among the properties.</summary>
public sealed class CodecTests
{
    private static readonly Epoch Epoch = new(ulong.MaxValue, uint.MaxValue);

    [Fact]
    public void A_name_that_repeats_is_written_once()
    {
        var pods = Enumerable.Range(0, 50).Select(i =>
            new PodReport(new PodId(new ScaleKey("default/web-abc"), $"p{i}"), Phase.Ready, new NodeName("a"), default));
        var batch = BatchEncoder.Encode([new Update(Epoch, [.. pods])]);
        Assert.Equal((1, 1), (batch.Owners.Count, batch.Nodes.Count));
    }

    public static TheoryData<string, string> Invalid => new()
    {
        { "no epoch", "a batch has no epoch" },
        { "no kind", "an item is of no known kind" },
        { "count negative", "a count is negative" },
        { "count without version", "a count has no version" },
        { "key without namespace", "a key is not of the form namespace/name" },
        { "key of three parts", "a key is not of the form namespace/name" },
        { "key without name", "a key is not of the form namespace/name" },
        { "ack without key", "a key is not of the form namespace/name" },
        { "key twice", "a snapshot has a key twice" },
        { "owner unknown", "a Pod has no owner" },
        { "owner no key", "a key is not of the form namespace/name" },
        { "suffix empty", "a Pod's name is empty or too long" },
        { "suffix long", "a Pod's name is empty or too long" },
        { "tombstone twice", "a Pod is named twice" },
        { "report twice", "a Pod is reported twice" },
        { "phase unknown", "a phase is unknown, or of a Pod that nobody below holds" },
        { "phase of above", "a phase is unknown, or of a Pod that nobody below holds" },
        { "gone in snapshot", "a snapshot holds a Pod that is gone" },
        { "key long", "a name is longer than any object's" },
        { "node long", "a name is longer than any object's" },
        { "node unknown", "a node is unknown" },
        { "node unnamed", "a node has no name" },
        { "cpu negative", "a Pod's requests are negative, beyond any node, or for more than one Pod" },
        { "memory negative", "a Pod's requests are negative, beyond any node, or for more than one Pod" },
        { "memory of no machine", "a Pod's requests are negative, beyond any node, or for more than one Pod" },
        { "two pods", "a Pod's requests are negative, beyond any node, or for more than one Pod" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_field_that_no_stage_would_send_is_refused_with_a_sentence(string what, string why)
    {
        var batch = new Wire.Batch
        {
            Incarnation = 1,
            Counter = what == "no epoch" ? 0u : 1u,
            Owners = { what == "owner no key" ? "web" : "default/web" },
            Nodes = { what switch { "node unnamed" => "", "node long" => new string('a', 254), _ => "a" } },
        };
        batch.Items.Add(Item(what));
        Assert.Equal(why, Assert.Throws<LinkProtocolException>(() => BatchDecoder.Decode(batch)).Message);
    }

    private static Wire.Item Item(string what)
    {
        var count = new Wire.Count { Key = "default/web", Replicas = 1, Version = 1 };
        var pod = new Wire.Pod { Suffix = "x" };
        var report = new Wire.Report { Suffix = "x", Node = 1, Pods = 1, Phase = (uint)Phase.Ready };
        return what switch
        {
            "no epoch" => new Wire.Item { Hello = new Wire.Nothing() },
            "no kind" => new Wire.Item(),
            "count negative" => new Wire.Item { SetCount = new Wire.Count(count) { Replicas = -1 } },
            "count without version" => new Wire.Item { SetCount = new Wire.Count(count) { Version = 0 } },
            "key without namespace" => new Wire.Item { SetCount = new Wire.Count(count) { Key = "web" } },
            "key of three parts" => new Wire.Item { SetCount = new Wire.Count(count) { Key = "a/b/c" } },
            "key without name" => new Wire.Item { SetCount = new Wire.Count(count) { Key = "a/" } },
            "ack without key" => new Wire.Item { CountAck = new Wire.Ack { Version = 1 } },
            "key twice" => new Wire.Item { ScaleSnapshot = new Wire.Counts { Counts_ = { count, count } } },
            "owner unknown" => new Wire.Item { Place = new Wire.Pod(pod) { Owner = 1 } },
            "owner no key" => new Wire.Item { Place = pod },
            "suffix empty" => new Wire.Item { Place = new Wire.Pod() },
            "suffix long" => new Wire.Item { Bind = new Wire.Report(report) { Suffix = new string('x', 64) } },
            "tombstone twice" => new Wire.Item { Tombstone = new Wire.Pods { Pods_ = { pod, pod } } },
            "report twice" => new Wire.Item { PodSnapshot = new Wire.Snapshot { Pods = { report, report } } },
            "phase unknown" => Update(new Wire.Report(report) { Phase = 7 }),
            "phase of above" => Update(new Wire.Report(report) { Phase = (uint)Phase.Placed }),
            "gone in snapshot" => new Wire.Item
            {
                PodSnapshot = new Wire.Snapshot { Pods = { new Wire.Report(report) { Phase = (uint)Phase.Gone } } },
            },
            "key long" => new Wire.Item { SetCount = new Wire.Count(count) { Key = "default/" + new string('x', 400) } },
            "node unknown" => Update(new Wire.Report(report) { Node = 2 }),
            "node unnamed" or "node long" => Update(report),
            "cpu negative" => Update(new Wire.Report(report) { MilliCpu = -1 }),
            "memory negative" => Update(new Wire.Report(report) { MemoryBytes = -1 }),
            "memory of no machine" => Update(new Wire.Report(report) { MemoryBytes = long.MaxValue }),
            _ => Update(new Wire.Report(report) { Pods = 2 }),
        };
    }

    private static Wire.Item Update(Wire.Report report) => new() { Update = new Wire.Reports { Reports_ = { report } } };
}
