using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>Starts and stops Pods at once; the API server never answers, which the chain does not wait for.</summary>
internal sealed class InstantNode : IEffects
{
    public IStageActor? Actor { get; set; }

    public void Perform(Output output)
    {
        if (output is StartPod start)
        {
            Actor!.Post(new PodStarted(start.Pod));
        }
        else if (output is StopPod stop)
        {
            Actor!.Post(new PodStopped(stop.Pod));
        }
    }
}
