using System.Collections.Immutable;
using Google.Protobuf;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Xunit;
using Xunit.Abstractions;
using Wire = KubeDirect.Runtime.Wire;

namespace KubeDirect.Tests.Unit.Runtime;

public sealed class CodecTests(ITestOutputHelper output)
{
    private static readonly Epoch Epoch = new(ulong.MaxValue, uint.MaxValue);

    [Fact]
    public void Every_message_is_read_as_it_was_written()
    {
        var random = Seeded(out var seed);
        for (var round = 0; round < 500; round++)
        {
            var written = Enumerable.Range(0, 1 + random.Next(20)).Select(_ => AnyMessage(random)).ToList();
            var read = BatchDecoder.Decode(Wire.Batch.Parser.ParseFrom(BatchEncoder.Encode(written).ToByteArray()));
            Assert.True(written.Select(Text).SequenceEqual(read.Select(Text)), $"seed {seed}");
        }
    }

    [Fact]
    public void A_name_that_repeats_is_written_once()
    {
        var pods = Enumerable.Range(0, 50).Select(i => new PodReport(new PodId(new ScaleKey("default/web-abc"), $"p{i}"), Phase.Ready, new NodeName("a"), default));
        var batch = BatchEncoder.Encode([new Update(Epoch, [.. pods])]);
        Assert.Equal((1, 1), (batch.Owners.Count, batch.Nodes.Count));
    }

    [Fact]
    public void Bytes_that_are_no_batch_are_refused_and_never_anything_worse()
    {
        var random = Seeded(out var seed);
        var (parsed, decoded) = (0, 0);
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = round % 2 == 0 ? new byte[random.Next(40)] : BatchEncoder.Encode([AnyMessage(random), AnyMessage(random)]).ToByteArray();
            if (round % 2 == 0)
            {
                random.NextBytes(bytes);
            }
            else
            {
                for (var flips = 1 + random.Next(3); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }
            }

            try
            {
                var batch = Wire.Batch.Parser.ParseFrom(bytes);
                parsed++;
                BatchDecoder.Decode(batch);
                decoded++;
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or LinkProtocolException)
            {
                // Refused in the way that links expect.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {round}: {e}");
            }
        }

        // Not vacuous: some get past the parser, and some are changed into other messages.
        Assert.True(parsed > 1000 && decoded > 1000 && decoded < parsed, $"seed {seed}: {parsed} parsed, {decoded} decoded");
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
        var batch = new Wire.Batch { Incarnation = 1, Counter = what == "no epoch" ? 0u : 1u, Owners = { what == "owner no key" ? "web" : "default/web" }, Nodes = { what switch { "node unnamed" => "", "node long" => new string('a', 254), _ => "a" } } };
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
            "gone in snapshot" => new Wire.Item { PodSnapshot = new Wire.Snapshot { Pods = { new Wire.Report(report) { Phase = (uint)Phase.Gone } } } },
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

    private static Message AnyMessage(Random random) => random.Next(9) switch
    {
        0 => new Hello(Epoch),
        1 => new ScaleSnapshot(Epoch, Some(random, AnyKey).Distinct().ToImmutableSortedDictionary(key => key, _ => AnyCount(random))),
        2 => new SetCount(Epoch, AnyKey(random), AnyCount(random)),
        3 => new CountAck(Epoch, AnyKey(random), (ulong)random.NextInt64()),
        4 => new PodSnapshot(Epoch, [.. Some(random, AnyReport).Where(report => report.Phase != Phase.Gone).DistinctBy(report => report.Pod)], [.. Some(random, AnyPod).Distinct()]),
        5 => new Place(Epoch, AnyPod(random)),
        6 => new Bind(Epoch, AnyPod(random), AnyRequests(random)),
        7 => new Tombstone(Epoch, [.. Some(random, AnyPod).Distinct()]),
        _ => new Update(Epoch, [.. Some(random, AnyReport).DistinctBy(report => report.Pod)]),
    };

    private static IEnumerable<T> Some<T>(Random random, Func<Random, T> any) => [.. Enumerable.Range(0, random.Next(6)).Select(_ => any(random))];

    private static ScaleKey AnyKey(Random random) => new($"ns{random.Next(3)}/näme-{random.Next(4)}");

    private static Count AnyCount(Random random) => new(random.Next(), 1 + (ulong)random.NextInt64());

    private static PodId AnyPod(Random random) => new(AnyKey(random), $"x{random.Next(1000)}");

    private static Resources AnyRequests(Random random) => new(random.NextInt64(1L << 50), random.NextInt64(1L << 50), random.Next(2));

    private static PodReport AnyReport(Random random) =>
        new(AnyPod(random), (Phase)(1 + random.Next(6)), random.Next(3) == 0 ? NodeName.None : new NodeName($"node-{random.Next(3)}"), AnyRequests(random));

    /// <summary>A message in full: records compare their lists by reference.</summary>
    private static string Text(Message message) => message switch
    {
        ScaleSnapshot snapshot => $"{message.Epoch} counts {string.Join(',', snapshot.Counts)}",
        PodSnapshot snapshot => $"{message.Epoch} pods {string.Join(',', snapshot.Pods)} tombstones {string.Join(',', snapshot.Tombstones)}",
        Tombstone tombstone => $"{message.Epoch} tombstone {string.Join(',', tombstone.Pods)}",
        Update update => $"{message.Epoch} update {string.Join(',', update.Pods)}",
        _ => message.ToString(),
    };

    private Random Seeded(out int seed)
    {
        seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
