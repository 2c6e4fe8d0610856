using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>A request in flight.</summary>
internal sealed record Request(string Node, int Run, int Pod, Output Output)
{
    public string Operation => Output switch
    {
        CreateObject => "creating",
        ShowReady => "readying",
        DeleteObject => "deleting",
        _ => throw new InvalidOperationException($"{Output} asks the API server for nothing."),
    };
}
