using System.Diagnostics.Metrics;

namespace KubeDirect.Runtime;

/// <summary>The runtime's meter. Read it with OpenTelemetry or <c>dotnet-counters</c> under the name <c>KubeDirect.Runtime</c>.</summary>
public static class RuntimeMetrics
{
    private static readonly Meter Meter = new("KubeDirect.Runtime");

    /// <summary>Steps of all stages of this process.</summary>
    internal static readonly Counter<long> Steps = Meter.CreateCounter<long>("kubedirect.steps");

    /// <summary>The steps among them that the policies of the stages decided on.</summary>
    internal static readonly Counter<long> Decisions = Meter.CreateCounter<long>("kubedirect.decisions");

    /// <summary>Inputs that wait in the mailboxes of all stages of this process.</summary>
    internal static readonly UpDownCounter<long> Waiting = Meter.CreateUpDownCounter<long>("kubedirect.mailbox.waiting");

    /// <summary>Messages given to the transports of links.</summary>
    internal static readonly Counter<long> Sent = Meter.CreateCounter<long>("kubedirect.link.messages.sent");

    /// <summary>Messages received from the transports of links.</summary>
    internal static readonly Counter<long> Received = Meter.CreateCounter<long>("kubedirect.link.messages.received");

    /// <summary>Connections that broke.</summary>
    internal static readonly Counter<long> Breaks = Meter.CreateCounter<long>("kubedirect.link.breaks");
}
