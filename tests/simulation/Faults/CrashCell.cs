using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>One moment at which one stage, or one pair of neighbours, crashes: a thousand seeds must have seen each.</summary>
/// <param name="Fault">The moment.</param>
/// <param name="Who">The stage whose moment it was; two processes with a plus between them for a pair.</param>
internal readonly record struct CrashCell(FaultClass Fault, string Who)
{
    // Every stage receives, applies, sends and shakes hands: the first and the last one on one side only.
    private static readonly FaultClass[] Everywhere = [
        FaultClass.CrashReceivedNotApplied, FaultClass.CrashAppliedNotSent, FaultClass.CrashSentNotAcknowledged,
        FaultClass.CrashInHandshake];

    /// <summary>Every one that is possible. Nodes publish, nobody else; the controller is a process where hosts are elected.</summary>
    public static IReadOnlyList<CrashCell> All { get; } =
    [
        .. Everywhere.SelectMany(_ => Stages.Chain, (fault, stage) => new CrashCell(fault, stage)),
        new(FaultClass.CrashWhilePublishing, Stages.Kubelet),
        .. Stages.Chain.Zip(Stages.Chain.Skip(1), (upper, lower) => new CrashCell(FaultClass.CrashOfAdjacentPair, $"{upper}+{lower}")),
        new(FaultClass.CrashOfAdjacentPair, $"{Stages.Controller}+{Stages.Scheduler}"),
    ];

    /// <summary>The stages that can crash at a moment.</summary>
    public static IReadOnlyList<string> Of(FaultClass fault) => [.. All.Where(cell => cell.Fault == fault).Select(cell => cell.Who)];

    /// <summary>The stage whose memory this is.</summary>
    public static string StageOf(IStageState state) => Stages.Chain[(int)state.Kind];

    /// <summary>The stage at one end of a link.</summary>
    public static string StageAt(SimWire wire, bool upper)
    {
        var lower = Stages.IsNode(wire.Lower) ? Stages.Kubelet : wire.Stage;
        return upper ? Stages.Chain.TakeWhile(stage => stage != lower).Last() : lower;
    }

    /// <summary>The two processes that a link joins, or null if it joins two stages of one.</summary>
    public static string? PairOf(SimWire wire) => wire.Upper == wire.Lower ? null : $"{KindOf(wire.Upper)}+{KindOf(wire.Lower)}";

    public override string ToString() => $"{Fault}({Who})";

    private static string KindOf(string process) =>
        Stages.IsNode(process) ? Stages.Kubelet : Stages.Candidates.Contains(process) ? Stages.RoleOf(process) : process;
}
