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
        CreateObject create => new PublishDone(create.Pod, PublishOutcome.Done, api.Create(create.Pod, node)),
        ShowReady show => new PublishDone(show.Pod, api.ShowReady(show.Pod, show.Uid)),
        DeleteObject delete => new PublishDone(delete.Pod, api.Delete(delete.Pod, delete.Uid)),
        _ => throw new InvalidOperationException($"Not an effect: {output}."),
    };
}
