namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

/// <summary>How a runtime breaks its contract.</summary>
public enum Defect
{
    None,
    StartsTwice,
    SharesAddresses,
    OmitsContainers,
    SaysStoppedTooEarly,
    StartsAfterStop,
    IgnoresStopOfUnknown,
    ListOmitsRunning,
    ListOmitsStarting,
    ListLosesOwner,
    FallsSilentAfterRecovery,
    StartsRecoveredAgain,
}
