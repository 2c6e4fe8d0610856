using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>A node's runtime, and its way to the API server: both answer at once, but for Pods that take a while to stop.</summary>
internal sealed class TestNode(TestApi api, NodeName node, TimeSpan stopping) : IEffects
{
    public IStageActor? Actor { get; set; }

    public void Perform(Output output)
    {
        if (output is StopPod stop && stopping > TimeSpan.Zero)
        {
            _ = StopAsync(stop.Pod);
        }
        else
        {
            Actor!.Post(Answer(output));
        }
    }

    private async Task StopAsync(PodId pod)
    {
        await Task.Delay(stopping);
        Actor!.Post(new PodStopped(pod));
    }

    private Input Answer(Output output) => output switch
    {
        StartPod start => new PodStarted(start.Pod),
        StopPod stop => new PodStopped(stop.Pod),
        CreateObject create => api.Perform(node, create.Pod, create),
        ShowReady show => api.Perform(node, show.Pod, show),
        DeleteObject delete => api.Perform(node, delete.Pod, delete),
        _ => throw new InvalidOperationException($"Not an effect: {output}."),
    };
}
