using KubeDirect.KubeAdapter.Kubelet;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

/// <summary>A Kubelet whose runtime's Pods outlived the Kubelet before it.</summary>
public sealed class RecoveredKubeletTests
{
    private static readonly ScaleKey Owner = new("default/web");
    private static readonly NodeName Node = new("n1");
    private static readonly RunningPod[] Running =
    [
        new(new PodId(Owner, "a"), Phase.Ready, new Resources(100, 0, 1)),
        new(new PodId(Owner, "b"), Phase.Starting, new Resources(200, 0, 1)),
        new(new PodId(Owner, "c"), Phase.Terminating, new Resources(300, 0, 1)),
    ];

    [Fact]
    public void Its_first_answer_has_what_the_runtime_runs()
    {
        var stage = new KubeletStage(4);
        var greeted = stage.Apply(RecoveredKubelet.State(Node, Running), new FromAbove(new Hello(new Epoch(1, 1)))).State;
        var answered = stage.Apply(greeted, Answer.Now);
        var snapshot = Assert.IsType<PodSnapshot>(Assert.IsType<SendUp>(Assert.Single(answered.Outputs)).Message);
        Assert.Equal(Running.Select(pod => new PodReport(pod.Pod, pod.Phase, Node, pod.Requests)), snapshot.Pods);
    }

    [Fact]
    public void It_asks_for_the_objects_of_the_pods_that_are_not_ending()
    {
        var state = RecoveredKubelet.State(Node, Running);
        Assert.Equal([Running[0].Pod, Running[1].Pod], state.Unpublished);
        Assert.Equal(0, state.Requests);
        Assert.Empty(state.Objects);
    }

    [Fact]
    public void With_nothing_that_runs_it_is_the_initial_state_of_the_specification()
    {
        var (empty, initial) = (RecoveredKubelet.State(Node, []), KubeletState.Initial(Node));
        Assert.Equal((initial.Node, initial.Above, initial.Requests), (empty.Node, empty.Above, empty.Requests));
        Assert.True(empty.Pods.IsEmpty && empty.Objects.IsEmpty && empty.Unpublished.IsEmpty && empty.Drained.IsEmpty);
    }
}
