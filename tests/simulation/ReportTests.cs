using Xunit;

namespace KubeDirect.Tests.Simulation;

public sealed class ReportTests
{
    public static TheoryData<string> Cells => [.. CrashCell.All.Select(cell => cell.ToString())];

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_stage_that_never_crashed_at_a_moment_fails_a_run_of_a_thousand_seeds_by_name(string cell)
    {
        var report = Of(1000, except: cell);
        Assert.False(report.Survived);
        Assert.Contains($" NEVER FIRED: {cell}; ", report.Line("c"), StringComparison.Ordinal);
        Assert.True(Of(999, except: cell).Survived);
        Assert.True(Of(1000, except: "").Survived);
    }

    [Fact]
    public void Every_stage_has_each_moment_that_it_can_crash_at_and_no_other()
    {
        foreach (var fault in new[]
        {
            FaultClass.CrashReceivedNotApplied,
            FaultClass.CrashAppliedNotSent,
            FaultClass.CrashSentNotAcknowledged,
            FaultClass.CrashInHandshake,
        })
        {
            Assert.Equal(["autoscaler", "deployment", "replicaset", "scheduler", "kubelet"], CrashCell.Of(fault));
        }

        Assert.Equal(["kubelet"], CrashCell.Of(FaultClass.CrashWhilePublishing));
        Assert.Equal(
            ["autoscaler+deployment", "deployment+replicaset", "replicaset+scheduler", "scheduler+kubelet", "controller+scheduler"],
            CrashCell.Of(FaultClass.CrashOfAdjacentPair));
    }

    private static Report Of(int seeds, string except)
    {
        var faults = new FaultCounts();
        foreach (var fault in Enum.GetValues<FaultClass>())
        {
            faults.Add(fault);
        }

        foreach (var cell in CrashCell.All.Where(cell => cell.ToString() != except))
        {
            faults.Add(cell);
        }

        return new Report(seeds, [], faults, [], [], TimeSpan.Zero, TimeSpan.Zero);
    }
}
