using Xunit;
using Xunit.Sdk;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

/// <summary>Each clause of the contract catches runtimes that break it.</summary>
public sealed class PodRuntimeContractCanaryTests
{
    private static readonly Dictionary<string, Func<IRuntimeWorld, Task>> Clauses = new(StringComparer.Ordinal)
    {
        [nameof(PodRuntimeContract.StartedAtMostOnceAsync)] = PodRuntimeContract.StartedAtMostOnceAsync,
        [nameof(PodRuntimeContract.StartedWithAddressAndStatusesAsync)] = PodRuntimeContract.StartedWithAddressAndStatusesAsync,
        [nameof(PodRuntimeContract.StoppedIsFinalAsync)] = PodRuntimeContract.StoppedIsFinalAsync,
        [nameof(PodRuntimeContract.EveryStopIsAnsweredAsync)] = PodRuntimeContract.EveryStopIsAnsweredAsync,
        [nameof(PodRuntimeContract.ListIsCompleteAsync)] = PodRuntimeContract.ListIsCompleteAsync,
        [nameof(PodRuntimeContract.ListedPodsAreReportedOnAsync)] = PodRuntimeContract.ListedPodsAreReportedOnAsync,
    };

    [Theory]
    [InlineData(Defect.StartsTwice, nameof(PodRuntimeContract.StartedAtMostOnceAsync))]
    [InlineData(Defect.SharesAddresses, nameof(PodRuntimeContract.StartedWithAddressAndStatusesAsync))]
    [InlineData(Defect.OmitsContainers, nameof(PodRuntimeContract.StartedWithAddressAndStatusesAsync))]
    [InlineData(Defect.SaysStoppedTooEarly, nameof(PodRuntimeContract.StoppedIsFinalAsync))]
    [InlineData(Defect.StartsAfterStop, nameof(PodRuntimeContract.StoppedIsFinalAsync))]
    [InlineData(Defect.IgnoresStopOfUnknown, nameof(PodRuntimeContract.EveryStopIsAnsweredAsync))]
    [InlineData(Defect.ListOmitsRunning, nameof(PodRuntimeContract.ListIsCompleteAsync))]
    [InlineData(Defect.ListOmitsStarting, nameof(PodRuntimeContract.ListIsCompleteAsync))]
    [InlineData(Defect.ListLosesOwner, nameof(PodRuntimeContract.ListIsCompleteAsync))]
    [InlineData(Defect.FallsSilentAfterRecovery, nameof(PodRuntimeContract.ListedPodsAreReportedOnAsync))]
    [InlineData(Defect.StartsRecoveredAgain, nameof(PodRuntimeContract.ListedPodsAreReportedOnAsync))]
    public async Task A_runtime_with_a_defect_breaks_the_clause_about_it(Defect defect, string clause) =>
        await Assert.ThrowsAnyAsync<XunitException>(() => Clauses[clause](new Machine(defect)));

    [Fact]
    public void Every_defect_and_every_clause_has_a_canary()
    {
        var data = typeof(PodRuntimeContractCanaryTests).GetMethod(nameof(A_runtime_with_a_defect_breaks_the_clause_about_it))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
                .Cast<InlineDataAttribute>()
                .SelectMany(attribute => attribute.GetData(null!))
                .ToList();
        Assert.Equal(Enum.GetValues<Defect>().Except([Defect.None]), data.Select(row => (Defect)row[0]).Order());
        Assert.Equal(
            Clauses.Keys.Order(StringComparer.Ordinal),
            data.Select(row => (string)row[1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
