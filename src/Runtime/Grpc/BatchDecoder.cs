using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Grpc;

/// <summary>
/// Decodes a batch and validates it: whatever is not a message of the protocol is a <see cref="LinkProtocolException"/>. Pure.
/// </summary>
internal static class BatchDecoder
{
    /// <summary>
    /// The upper bound of a Pod's requests, in millicores and in bytes (a pebibyte). The sum over a node's Pods must not overflow.
    /// </summary>
    private const long MaxRequest = 1L << 50;

    /// <summary>
    /// The longest name of an object, in characters. Names are read once for each Pod that has them, so long ones would cost much.
    /// </summary>
    private const int MaxName = 253;

    /// <summary>The longest namespace, a slash, and the longest name, in characters.</summary>
    private const int MaxKey = 63 + 1 + MaxName;

    /// <summary>The messages of a batch, in order.</summary>
    /// <exception cref="LinkProtocolException">The batch holds something that no stage sends; the message says what.</exception>
    public static IReadOnlyList<Message> Decode(Wire.Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Require(batch.Counter > 0, "a batch has no epoch");
        var epoch = new Epoch(batch.Incarnation, batch.Counter);
        return [.. batch.Items.Select(item => Decode(batch, epoch, item))];
    }

    private static Message Decode(Wire.Batch batch, Epoch epoch, Wire.Item item) => item.KindCase switch
    {
        Wire.Item.KindOneofCase.Hello => new Hello(epoch),
        Wire.Item.KindOneofCase.ScaleSnapshot => Snapshot(epoch, item.ScaleSnapshot),
        Wire.Item.KindOneofCase.SetCount => new SetCount(epoch, Key(item.SetCount.Key), Count(item.SetCount)),
        Wire.Item.KindOneofCase.CountAck => new CountAck(epoch, Key(item.CountAck.Key), item.CountAck.Version),
        Wire.Item.KindOneofCase.PodSnapshot =>
            new PodSnapshot(epoch, Held(Reports(batch, item.PodSnapshot.Pods)), Pods(batch, item.PodSnapshot.Tombstones)),
        Wire.Item.KindOneofCase.Place => new Place(epoch, Pod(batch, item.Place.Owner, item.Place.Suffix)),
        Wire.Item.KindOneofCase.Bind => new Bind(epoch, Pod(batch, item.Bind.Owner, item.Bind.Suffix), Requests(item.Bind)),
        Wire.Item.KindOneofCase.Tombstone => new Tombstone(epoch, Pods(batch, item.Tombstone.Pods_)),
        Wire.Item.KindOneofCase.Update =>
            new Update(epoch, Reports(batch, item.Update.Reports_)) { Tombstones = Pods(batch, item.Update.Tombstones) },
        _ => throw new LinkProtocolException("an item is of no known kind"),
    };

    private static ScaleSnapshot Snapshot(Epoch epoch, Wire.Counts counts)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<ScaleKey, Count>();
        foreach (var count in counts.Counts_)
        {
            Require(builder.TryAdd(Key(count.Key), Count(count)), "a snapshot has a key twice");
        }

        return new ScaleSnapshot(epoch, builder.ToImmutable());
    }

    private static ScaleKey Key(string value)
    {
        Require(value.Length <= MaxKey, "a name is longer than any object's");
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        Require(slash > 0 && slash < value.Length - 1 && value.IndexOf('/', slash + 1) < 0, "a key is not of the form namespace/name");
        return new ScaleKey(value);
    }

    private static Count Count(Wire.Count count)
    {
        Require(count.Replicas >= 0, "a count is negative");
        Require(count.Version > 0, "a count has no version");
        Require(!count.Gone || count.Replicas == 0, "a count of a key that is gone is not 0");
        return new Count(count.Replicas, count.Version, count.Gone);
    }

    private static PodId Pod(Wire.Batch batch, uint owner, string suffix)
    {
        Require(owner < batch.Owners.Count, "a Pod has no owner");
        Require(suffix.Length is > 0 and <= 63, "a Pod's name is empty or too long");
        return new PodId(Key(batch.Owners[(int)owner]), suffix);
    }

    private static ImmutableArray<PodId> Pods(Wire.Batch batch, IReadOnlyCollection<Wire.Pod> pods)
    {
        var decoded = pods.Select(pod => Pod(batch, pod.Owner, pod.Suffix)).ToImmutableArray();
        Require(decoded.Distinct().Count() == decoded.Length, "a Pod is named twice");
        return decoded;
    }

    private static ImmutableArray<PodReport> Reports(Wire.Batch batch, IReadOnlyCollection<Wire.Report> reports)
    {
        var decoded = reports.Select(report => Report(batch, report)).ToImmutableArray();
        Require(decoded.DistinctBy(report => report.Pod).Count() == decoded.Length, "a Pod is reported twice");
        return decoded;
    }

    /// <summary>A snapshot must not hold a Pod that is gone: the receiver would hold it for ever.</summary>
    private static ImmutableArray<PodReport> Held(ImmutableArray<PodReport> reports)
    {
        Require(reports.All(report => report.Phase != Phase.Gone), "a snapshot holds a Pod that is gone");
        return reports;
    }

    private static PodReport Report(Wire.Batch batch, Wire.Report report)
    {
        Require(report.Phase is > (uint)Phase.Placed and <= (uint)Phase.Gone, "a phase is unknown, or of a Pod that nobody below holds");
        Require(report.Node <= batch.Nodes.Count, "a node is unknown");
        var node = report.Node == 0 ? NodeName.None : new NodeName(batch.Nodes[(int)report.Node - 1]);
        Require(report.Node == 0 || node.Value.Length > 0, "a node has no name");
        Require(node.Value.Length <= MaxName, "a name is longer than any object's");
        return new PodReport(Pod(batch, report.Owner, report.Suffix), (Phase)report.Phase, node, Requests(report));
    }

    private static Resources Requests(Wire.Report report)
    {
        Require(
            report is { MilliCpu: >= 0 and <= MaxRequest, MemoryBytes: >= 0 and <= MaxRequest, Pods: >= 0 and <= 1 },
            "a Pod's requests are negative, beyond any node, or for more than one Pod");
        return new Resources(report.MilliCpu, report.MemoryBytes, report.Pods);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new LinkProtocolException(otherwise);
        }
    }
}
