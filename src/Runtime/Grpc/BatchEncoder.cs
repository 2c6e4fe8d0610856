using KubeDirect.StateMachine;

namespace KubeDirect.Runtime.Grpc;

/// <summary>Encodes messages as a batch. An instance encodes one batch.</summary>
internal sealed class BatchEncoder
{
    private readonly Wire.Batch batch = new();
    private readonly Dictionary<string, uint> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> nodes = new(StringComparer.Ordinal);

    private BatchEncoder(Epoch epoch)
    {
        batch.Incarnation = epoch.Incarnation;
        batch.Counter = epoch.Counter;
    }

    /// <summary>Encodes messages of one epoch.</summary>
    /// <param name="messages">At least one.</param>
    public static Wire.Batch Encode(IReadOnlyList<Message> messages)
    {
        var encoder = new BatchEncoder(messages[0].Epoch);
        foreach (var message in messages)
        {
            encoder.batch.Items.Add(encoder.Item(message));
        }

        return encoder.batch;
    }

    private Wire.Item Item(Message message) => message switch
    {
        Hello => new Wire.Item { Hello = new Wire.Nothing() },
        ScaleSnapshot snapshot =>
            new Wire.Item { ScaleSnapshot = new Wire.Counts { Counts_ = { snapshot.Counts.Select(pair => Count(pair.Key, pair.Value)) } } },
        SetCount set => new Wire.Item { SetCount = Count(set.Key, set.Count) },
        CountAck ack => new Wire.Item { CountAck = new Wire.Ack { Key = ack.Key.Value, Version = ack.Version } },
        PodSnapshot snapshot =>
            new Wire.Item
            {
                PodSnapshot = new Wire.Snapshot
                {
                    Pods = { snapshot.Pods.Select(Report) },
                    Tombstones = { snapshot.Tombstones.Select(Pod) },
                },
            },
        Place place => new Wire.Item { Place = Pod(place.Pod) },
        Bind bind => new Wire.Item { Bind = Report(new PodReport(bind.Pod, Phase.Bound, NodeName.None, bind.Requests)) },
        Tombstone tombstone => new Wire.Item { Tombstone = new Wire.Pods { Pods_ = { tombstone.Pods.Select(Pod) } } },
        Update update =>
            new Wire.Item
            {
                Update = new Wire.Reports { Reports_ = { update.Pods.Select(Report) }, Tombstones = { update.Tombstones.Select(Pod) } },
            },
        _ => throw new ArgumentException($"{message.GetType().Name} is no message of a link.", nameof(message)),
    };

    private static Wire.Count Count(ScaleKey key, Count count) =>
        new() { Key = key.Value, Replicas = count.Replicas, Version = count.Version, Gone = count.Gone };

    private Wire.Pod Pod(PodId pod) => new() { Owner = Index(owners, batch.Owners, pod.Owner.Value), Suffix = pod.Suffix };

    private Wire.Report Report(PodReport report) => new()
    {
        Owner = Index(owners, batch.Owners, report.Pod.Owner.Value),
        Suffix = report.Pod.Suffix,
        Phase = (uint)report.Phase,
        Node = report.Node == NodeName.None ? 0 : 1 + Index(nodes, batch.Nodes, report.Node.Value),
        MilliCpu = report.Requests.MilliCpu,
        MemoryBytes = report.Requests.MemoryBytes,
        Pods = report.Requests.Pods,
    };

    private static uint Index(Dictionary<string, uint> known, Google.Protobuf.Collections.RepeatedField<string> written, string value)
    {
        if (!known.TryGetValue(value, out var index))
        {
            index = (uint)written.Count;
            known.Add(value, index);
            written.Add(value);
        }

        return index;
    }
}
