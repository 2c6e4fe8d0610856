using System.Collections.Immutable;
using System.Text.Json;
using KubeDirect.StateMachine;

namespace KubeDirect.Runtime;

/// <summary>The fields of inputs and outputs in a trace.</summary>
internal static class TraceText
{
    public static void Write(Utf8JsonWriter json, Input input)
    {
        var (message, link) = input switch
        {
            FromAbove above => (above.Message, "above"),
            FromBelow below => (below.Message, below.Link.ToString()),
            _ => (null, null),
        };
        json.WriteString("action", message is null ? input.GetType().Name : "Recv" + message.GetType().Name);
        if (link is not null)
        {
            json.WriteString("link", link);
        }

        if (message is not null)
        {
            Write(json, message);
        }

        switch (input)
        {
            case Connect connect:
                json.WriteString("link", connect.Link.ToString());
                break;
            case LinkLost lost:
                json.WriteString("link", lost.Link.ToString());
                break;
            case Scale scale:
                json.WriteString("key", scale.Deployment.Value);
                if (scale.Replicas is { } replicas)
                {
                    json.WriteNumber("replicas", replicas);
                }

                break;
            case BindPod bind:
                json.WriteString("node", bind.Node.Value);
                break;
            case PublishDone done:
                json.WriteString("outcome", done.Outcome.ToString());
                break;
        }

        if (PodOf(input) is { } pod)
        {
            json.WriteString("pod", pod.ToString());
        }
    }

    public static void Write(Utf8JsonWriter json, Output output)
    {
        switch (output)
        {
            case SendUp up:
                json.WriteString("send", up.Message.GetType().Name);
                json.WriteString("link", "above");
                Write(json, up.Message);
                break;
            case SendDown down:
                json.WriteString("send", down.Message.GetType().Name);
                json.WriteString("link", down.Link.ToString());
                Write(json, down.Message);
                break;
            default:
                json.WriteString("effect", output.GetType().Name);
                json.WriteString("pod", PodOf(output).ToString());
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, Message message)
    {
        json.WriteString("epoch", message.Epoch.ToString());
        switch (message)
        {
            case SetCount set:
                json.WriteString("key", set.Key.Value);
                json.WriteNumber("replicas", set.Count.Replicas);
                json.WriteNumber("version", set.Count.Version);
                break;
            case CountAck ack:
                json.WriteString("key", ack.Key.Value);
                json.WriteNumber("version", ack.Version);
                break;
            case ScaleSnapshot snapshot:
                json.WriteStartObject("counts");
                foreach (var (key, count) in snapshot.Counts)
                {
                    json.WriteNumber(key.Value, count.Replicas);
                }

                json.WriteEndObject();
                break;
            case Place place:
                json.WriteString("pod", place.Pod.ToString());
                break;
            case Bind bind:
                json.WriteString("pod", bind.Pod.ToString());
                break;
            case Tombstone tombstone:
                WritePods(json, "tombstones", tombstone.Pods);
                break;
            case Update update:
                WriteReports(json, update.Pods);
                break;
            case PodSnapshot snapshot:
                WriteReports(json, snapshot.Pods);
                WritePods(json, "tombstones", snapshot.Tombstones);
                break;
        }
    }

    private static void WritePods(Utf8JsonWriter json, string name, ImmutableArray<PodId> pods)
    {
        json.WriteStartArray(name);
        foreach (var pod in pods)
        {
            json.WriteStringValue(pod.ToString());
        }

        json.WriteEndArray();
    }

    private static void WriteReports(Utf8JsonWriter json, ImmutableArray<PodReport> reports)
    {
        json.WriteStartObject("pods");
        foreach (var report in reports)
        {
            json.WriteString(report.Pod.ToString(), report.Node == NodeName.None ? report.Phase.ToString() : $"{report.Phase} {report.Node}");
        }

        json.WriteEndObject();
    }

    private static PodId? PodOf(Input input) => input switch
    {
        CreatePod create => create.Pod,
        TombstonePod tombstone => tombstone.Pod,
        BindPod bind => bind.Pod,
        Publish publish => publish.Pod,
        PodStarted started => started.Pod,
        PodStopped stopped => stopped.Pod,
        PublishDone done => done.Pod,
        ObserveDeleted deleted => deleted.Pod,
        ObserveGhost ghost => ghost.Pod,
        _ => null,
    };

    private static PodId PodOf(Output output) => output switch
    {
        StartPod start => start.Pod,
        StopPod stop => stop.Pod,
        CreateObject create => create.Pod,
        ShowReady show => show.Pod,
        DeleteObject delete => delete.Pod,
        _ => throw new ArgumentException($"{output.GetType().Name} is about no Pod.", nameof(output)),
    };
}
