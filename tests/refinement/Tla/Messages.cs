using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Tla.Canon;

namespace KubeDirect.Tests.Refinement.Tla;

/// <summary>Messages as the specification has them.</summary>
internal static class Messages
{
    public static string Of(INames names, string link, Message message)
    {
        (string, string)[] fields = message switch
        {
            Hello => [],
            SetCount set => [
                ("key", Int(names.NumberOf(link, set.Key))), ("count", Int(set.Count.Replicas)), ("version", Int((long)set.Count.Version))],
            CountAck ack => [("key", Int(names.NumberOf(link, ack.Key))), ("version", Int((long)ack.Version))],
            ScaleSnapshot snapshot => [
                ("counts",
                    ByKey(names.KeysOf(link),
                        snapshot.Counts.ToDictionary(pair => names.NumberOf(link, pair.Key), pair => CountOf(pair.Value))))],
            Place place => [("pod", Int(names.NumberOf(place.Pod)))],
            Bind bind => [("pod", Int(names.NumberOf(bind.Pod)))],
            Tombstone tombstone => [("pods", Pods(names, tombstone.Pods))],
            Update update => [("pods", Reports(names, update.Pods)), ("tomb", Pods(names, update.Tombstones))],
            PodSnapshot snapshot => [("pods", Reports(names, snapshot.Pods)), ("tomb", Pods(names, snapshot.Tombstones))],
            _ => throw new InvalidOperationException($"{message} is not in the specification."),
        };
        return Record([.. fields, ("type", Str(message.GetType().Name)), ("epoch", names.EpochOf(link, message.Epoch))]);
    }

    /// <summary>What is known by key; None of keys of which nothing is.</summary>
    public static string ByKey(int keys, IReadOnlyDictionary<int, string> known) =>
        Sequence(Enumerable.Range(1, keys).Select(key => known.GetValueOrDefault(key, None)));

    public static string CountOf(Count count) => Record(("count", Int(count.Replicas)), ("version", Int((long)count.Version)));

    public static string Pods(INames names, IEnumerable<PodId> pods) => Set(pods.Select(pod => Int(names.NumberOf(pod))));

    // What is gone has no node: the Kubelet names its own in such a report, which nobody reads.
    public static string Entry(INames names, Phase phase, NodeName node) =>
        Record(("phase", Str(phase.ToString())), ("node", node == NodeName.None || phase == Phase.Gone ? None : names.NodeOf(node)));

    private static string Reports(INames names, IEnumerable<PodReport> reports) =>
        Function(reports.Select(report => (Int(names.NumberOf(report.Pod)), Entry(names, report.Phase, report.Node))));
}
