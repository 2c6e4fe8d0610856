namespace KubeDirect.Tests.Refinement.Traces;

/// <summary>Ways to corrupt the events of a log, each of which the specification has to reject.</summary>
internal static class Corruption
{
    /// <summary>Corrupts the events.</summary>
    /// <param name="events">The events, as <c>TraceLog</c> writes them.</param>
    /// <param name="how"><c>drop</c>, <c>swap</c> or <c>change</c>; where the Autoscaler crashed <c>crash</c>,
    /// where a link broke <c>break</c>, where a node was given up <c>cancel</c>, which are left out; of a rollout
    /// also <c>template</c>, which nobody sees change, or <c>key</c>, where another ReplicaSet is told.</param>
    public static void Apply(List<string> events, string how)
    {
        bool Is(string text, string action) => text.StartsWith($"[action |-> \"{action}\"", StringComparison.Ordinal);
        int There(int at) => at >= 0 ? at : throw new NotSupportedException($"The log has nothing that could be corrupted by '{how}'.");
        int Find(string action) => There(events.FindIndex(text => Is(text, action)));
        int FindLast(string action, string with) =>
            There(events.FindLastIndex(text => Is(text, action) && text.Contains(with, StringComparison.Ordinal)));
        void Replace(int at, string old, string other) => events[at] = events[at].Replace(old, other, StringComparison.Ordinal);
        switch (how)
        {
            case "drop":
                events.RemoveAt(Find("PodStarted"));
                break;
            case "swap":
                var (create, place) = (Find("CreatePod"), Find("RecvPlace"));
                (events[create], events[place]) = (events[place], events[create]);
                break;
            case "change":
                Replace(There(events.FindIndex(text => text.Contains("\"Bound\"", StringComparison.Ordinal))), "\"Bound\"", "\"Ready\"");
                break;
            case "crash":
                // Of a stage that held nothing it might not be missed; an Autoscaler reads the count again.
                events.RemoveAt(FindLast("Crash", "\"Autoscaler\""));
                break;
            case "break":
                events.RemoveAt(Find("LinkLost"));
                break;
            case "cancel":
                events.RemoveAt(FindLast("CancelDone", ""));
                break;
            case "template":
                events.RemoveAt(FindLast("ObserveDeployment", ""));
                break;
            case "key":
                Replace(FindLast("PushCount", "\"key\":>1"), "\"key\":>1", "\"key\":>2");
                break;
            default:
                throw new NotSupportedException(
                    $"A log can be corrupted by drop, swap, change, crash, break, cancel, template or key, and not by {how}.");
        }
    }
}
