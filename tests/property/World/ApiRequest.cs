using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

internal sealed record ApiRequest(NodeName Node, int Run, Output Output)
{
    public PodId Pod { get; } = Output switch
    {
        CreateObject create => create.Pod,
        ShowReady show => show.Pod,
        DeleteObject delete => delete.Pod,
        _ => throw new InvalidOperationException($"No request: {Output}."),
    };
}
