using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

/// <summary>
/// The contract of <see cref="IPodRuntime"/>, for any implementation: a class of tests derives from this one and says which.
/// </summary>
public abstract class PodRuntimeContractTests
{
    /// <summary>A node that runs nothing.</summary>
    protected abstract IRuntimeWorld NewWorld();

    [Fact]
    public Task A_pod_is_started_at_most_once() => PodRuntimeContract.StartedAtMostOnceAsync(NewWorld());

    [Fact]
    public Task A_pod_that_runs_has_an_address_of_its_own_and_a_status_for_each_container() =>
        PodRuntimeContract.StartedWithAddressAndStatusesAsync(NewWorld());

    [Fact]
    public Task Stopped_is_said_only_of_a_pod_that_does_not_run_and_never_will() => PodRuntimeContract.StoppedIsFinalAsync(NewWorld());

    [Fact]
    public Task Every_stop_is_answered() => PodRuntimeContract.EveryStopIsAnsweredAsync(NewWorld());

    [Fact]
    public Task The_list_has_every_pod_that_runs_or_may_still_run() => PodRuntimeContract.ListIsCompleteAsync(NewWorld());

    [Fact]
    public Task Pods_in_the_list_are_reported_on_and_can_be_stopped() => PodRuntimeContract.ListedPodsAreReportedOnAsync(NewWorld());
}
