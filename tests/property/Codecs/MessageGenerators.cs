using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.Codecs;

/// <summary>Every message that a stage may send, its extremes included.</summary>
internal static class MessageGenerators
{
    private const long MaxRequest = 1L << 50;

    public static readonly Gen<Epoch> Epochs =
        from incarnation in Gen.OneOf(Gen.Elements(0UL, 1UL, ulong.MaxValue), Whole)
        from counter in Gen.OneOf(Gen.Elements(1U, uint.MaxValue), Gen.Choose(1, int.MaxValue).Select(value => (uint)value))
        select new Epoch(incarnation, counter);

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Elements("a", "web", "web-5d9c", "näme", "名前", "x.y", new string('n', 63)),
        Gen.Choose(0, 20).Select(i => $"web-{i}"));

    private static readonly Gen<ScaleKey> Keys =
        from space in Gen.Elements("default", "b", new string('s', 63)) from name in Names select new ScaleKey($"{space}/{name}");

    private static readonly Gen<PodId> Pods = from owner in Keys from suffix in Names select new PodId(owner, suffix);

    private static readonly Gen<Count> Counts =
        from replicas in Gen.OneOf(Gen.Elements(0, 1, int.MaxValue), Gen.Choose(0, 5000))
        from version in Versions
        from gone in Gen.Elements(true, false)
        select new Count(gone ? 0 : replicas, version, gone);

    private static readonly Gen<Resources> Requests =
        from cpu in Amounts from memory in Amounts from pods in Gen.Choose(0, 1) select new Resources(cpu, memory, pods);

    private static readonly Gen<PodReport> Reports =
        from pod in Pods
        from phase in Gen.Elements(Phase.Pending, Phase.Bound, Phase.Starting, Phase.Ready, Phase.Terminating, Phase.Gone)
        from node in Gen.OneOf(Gen.Constant(NodeName.None), Names.Select(name => new NodeName(name)))
        from requests in Requests
        select new PodReport(pod, phase, node, requests);

    /// <summary>By kind, so that a test can see that no kind is left out.</summary>
    public static readonly ImmutableArray<Func<Epoch, Gen<Message>>> Kinds =
    [
        epoch => Gen.Constant<Message>(new Hello(epoch)),
        epoch => from keys in Keys.ListOf() from count in Counts select (Message)new ScaleSnapshot(
            epoch, keys.Distinct().ToImmutableSortedDictionary(key => key, _ => count)),
        epoch => from key in Keys from count in Counts select (Message)new SetCount(epoch, key, count),
        epoch => from key in Keys from version in Versions select (Message)new CountAck(epoch, key, version),
        epoch => from held in Reports.ListOf() from buried in Pods.ListOf() select (Message)new PodSnapshot(
            epoch, [.. Once(held).Where(report => report.Phase != Phase.Gone)], [.. buried.Distinct()]),
        epoch => Pods.Select(pod => (Message)new Place(epoch, pod)),
        epoch => from pod in Pods from requests in Requests select (Message)new Bind(epoch, pod, requests),
        epoch => Pods.ListOf().Select(pods => (Message)new Tombstone(epoch, [.. pods.Distinct()])),
        epoch => from reports in Reports.ListOf() from buried in Pods.ListOf() select (Message)new Update(epoch, [.. Once(reports)])
        {
            Tombstones = [.. buried.Distinct()],
        },
    ];

    /// <summary>What one batch may hold: messages of one epoch, at least one.</summary>
    public static readonly Gen<IReadOnlyList<Message>> Batches =
        from epoch in Epochs
        from messages in Gen.OneOf(Kinds.Select(kind => kind(epoch))).NonEmptyListOf()
        select (IReadOnlyList<Message>)[.. messages];

    private static Gen<ulong> Whole => Gen.Choose(0, int.MaxValue).Select(value => (ulong)value * 4_294_967_311UL);

    private static Gen<ulong> Versions => Gen.OneOf(Gen.Elements(1UL, 2UL, ulong.MaxValue), Whole.Select(value => Math.Max(1, value)));

    private static Gen<long> Amounts =>
        Gen.OneOf(Gen.Elements(0L, 1L, MaxRequest), Gen.Choose(0, int.MaxValue).Select(value => (long)value * 1024 % MaxRequest));

    /// <summary>A message in full: records compare their lists by reference.</summary>
    public static string Text(Message message) => message switch
    {
        ScaleSnapshot snapshot => $"{message.Epoch} counts {string.Join(',', snapshot.Counts)}",
        PodSnapshot snapshot =>
            $"{message.Epoch} pods {string.Join(',', snapshot.Pods)} tombstones {string.Join(',', snapshot.Tombstones)}",
        Tombstone tombstone => $"{message.Epoch} tombstone {string.Join(',', tombstone.Pods)}",
        Update update => $"{message.Epoch} update {string.Join(',', update.Pods)} tombstones {string.Join(',', update.Tombstones)}",
        _ => message.ToString(),
    };

    private static IEnumerable<PodReport> Once(IEnumerable<PodReport> reports) => reports.DistinctBy(report => report.Pod);
}
