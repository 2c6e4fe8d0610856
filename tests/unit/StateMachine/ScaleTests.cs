using System.Collections.Immutable;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class ScaleTests
{
    private static readonly ScaleKey Web = new("default/web");
    private static readonly ScaleKey First = new("default/web-first");
    private static readonly ScaleKey Second = new("default/web-second");
    private static readonly Epoch Above = new(9, 1);
    private readonly DeploymentStage deployments = new();
    private readonly ReplicaSetStage replicaSets = new();
    private DeploymentState upper = DeploymentState.Initial(1);
    private ReplicaSetState lower = ReplicaSetState.Initial(2);
    private int steps;

    [Fact]
    public void A_rollback_to_a_former_template_brings_its_replica_set_back()
    {
        Connected();
        Upper(new ObserveDeployment(Web, First));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(3, 1))));
        Assert.Equal(3, lower.ViewOf(First).Want(listed: true));
        Upper(new ObserveDeployment(Web, Second));
        Assert.Equal((0, 3), (lower.ViewOf(First).Want(listed: true), lower.ViewOf(Second).Want(listed: true)));
        Assert.DoesNotContain(First, upper.View.Sent.Keys);
        Upper(new ObserveDeployment(Web, First));
        Assert.Equal((3, 0), (lower.ViewOf(First).Want(listed: true), lower.ViewOf(Second).Want(listed: true)));
    }

    [Fact]
    public void A_deployment_that_is_unmarked_and_marked_again_is_scaled_again()
    {
        Connected();
        Upper(new ObserveDeployment(Web, First));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(3, 1))));
        Upper(new ObserveDeployment(Web, Current: null));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(0, 2))));
        Assert.Equal(0, lower.ViewOf(First).Want(listed: true));
        Upper(new ObserveDeployment(Web, First));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(5, 3))));
        Assert.Equal(5, lower.ViewOf(First).Want(listed: true));
    }

    [Fact]
    public void A_former_template_s_pods_end_though_both_stages_restarted_before_it_was_scaled_down()
    {
        // Found by the simulation: nobody held a count of the former ReplicaSet any more, so nobody scaled it down.
        Connected(new PodReport(new PodId(First, "a"), Phase.Ready, new NodeName("n"), default));
        Upper(new ObserveReplicaSet(First, Exists: true));
        Upper(new ObserveReplicaSet(Second, Exists: true));
        Upper(new ObserveDeployment(Web, Second));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(3, 1))));
        Assert.Equal((0, 3), (lower.ViewOf(First).Want(listed: true), lower.ViewOf(Second).Want(listed: true)));
        Upper(new ObserveReplicaSet(First, Exists: false));
        Assert.DoesNotContain(First, upper.View.Sent.Keys);
    }

    [Fact]
    public void A_replica_set_is_not_scaled_down_before_all_deployments_were_seen()
    {
        Upper(new Connect(LinkId.Only));
        Upper(new FromBelow(LinkId.Only, new ScaleSnapshot(upper.Below.Epoch, ImmutableSortedDictionary<ScaleKey, Count>.Empty)));
        Upper(new ObserveReplicaSet(First, Exists: true));
        Assert.Empty(upper.View.Todo);
    }

    [Fact]
    public void A_count_of_zero_of_a_deployment_that_is_yet_to_be_seen_reaches_its_replica_set()
    {
        // Found by the simulation: it was forgotten as that of a deleted Deployment, and the level above takes it for held.
        Connected(new PodReport(new PodId(First, "a"), Phase.Ready, new NodeName("n"), default));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(0, 1))));
        Upper(new ObserveDeployment(Web, First));
        Assert.Equal(new Count(0, 1), lower.ViewOf(First).Held);
    }

    [Fact]
    public void What_is_held_of_a_deployment_is_forgotten_once_the_level_above_says_that_it_is_gone()
    {
        Connected();
        Upper(new ObserveDeployment(Web, First));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(3, 1))));
        Upper(new FromAbove(new SetCount(Above, Web, new Count(0, 2, Gone: true))));
        Assert.Equal(0, lower.ViewOf(First).Want(listed: true));
        Assert.Equal(new Count(0, 2, Gone: true), upper.Held[Web]); // Its own watch still shows the Deployment.
        Upper(new ObserveDeployment(Web, Current: null));
        Assert.Empty(upper.Held);
        Lower(new ObserveReplicaSet(First, Exists: false));
        Upper(new ObserveReplicaSet(First, Exists: false));
        Assert.DoesNotContain(First, upper.View.Sent.Keys);
        Assert.DoesNotContain(First, lower.ReplicaSets.Keys);
    }

    [Fact]
    public void An_autoscaler_says_that_a_deployment_is_gone_and_wants_it_anew_when_it_is_back()
    {
        var stage = new AutoscalerStage();
        var state = stage.Apply(AutoscalerState.Initial(3), new Connect(LinkId.Only)).State;
        var sent = new List<Count>();
        foreach (var input in new Input[]
        {
            new FromBelow(LinkId.Only, new ScaleSnapshot(state.Below.Epoch, ImmutableSortedDictionary<ScaleKey, Count>.Empty)), Listed.Now,
            new Scale(Web, 2), new Scale(Web, null), new Scale(Web, 0),
        })
        {
            state = stage.Apply(state, input).State;
            while (stage.Next(state, _ => true) is { } next)
            {
                Assert.True(sent.Count < 1000, "There is no end of counts.");
                var step = stage.Apply(state, next);
                var count = Assert.IsType<SetCount>(Assert.IsType<SendDown>(Assert.Single(step.Outputs)).Message).Count;
                sent.Add(count);
                state = stage.Apply(step.State, new FromBelow(LinkId.Only, new CountAck(state.Below.Epoch, Web, count.Version))).State;
            }
        }

        Assert.Equal([new Count(2, 1), new Count(0, 2, Gone: true), new Count(0, 3)], sent);
    }

    [Fact]
    public void What_a_snapshot_says_is_gone_is_not_remembered_and_comes_back_with_a_higher_version()
    {
        var stage = new AutoscalerStage();
        var state = stage.Apply(AutoscalerState.Initial(3), new Connect(LinkId.Only)).State;
        var snapshot = ImmutableSortedDictionary<ScaleKey, Count>.Empty.Add(Web, new Count(0, 7, Gone: true)).Add(First, new Count(1, 2));
        state = stage.Apply(state, new FromBelow(LinkId.Only, new ScaleSnapshot(state.Below.Epoch, snapshot))).State;
        Assert.Equal([First], state.View.Sent.Keys);
        state = stage.Apply(state, new Scale(Web, 0)).State;
        state = stage.Apply(state, stage.Next(state, _ => true)!).State;
        Assert.Equal(new Count(0, 8), state.View.Sent[Web].Count);
    }

    private void Connected(params ImmutableArray<PodReport> pods)
    {
        Lower(new Connect(LinkId.Only));
        Lower(new FromBelow(LinkId.Only, new PodSnapshot(lower.Below.Epoch, pods, [])));
        Lower(new ObserveReplicaSet(First, Exists: true));
        Lower(new ObserveReplicaSet(Second, Exists: true));
        Lower(Listed.Now);
        Upper(new Connect(LinkId.Only));
        Upper(new FromAbove(new Hello(Above)));
        Upper(Listed.Now);
    }

    // One step of the Deployment stage, then everything that either decides and sends the other, until both rest.
    private void Upper(Input input)
    {
        Assert.True(++steps < 1000, "There is no end of decisions.");
        var step = deployments.Apply(upper, input);
        Assert.True(step.Taken);
        upper = step.State;
        foreach (var message in step.Outputs.OfType<SendDown>().Select(output => output.Message))
        {
            Lower(new FromAbove(message));
        }

        if (deployments.Next(upper, _ => true) is { } next)
        {
            Upper(next);
        }
    }

    private void Lower(Input input)
    {
        var step = replicaSets.Apply(lower, input);
        Assert.True(step.Taken);
        lower = step.State;
        foreach (var message in step.Outputs.OfType<SendUp>().Select(output => output.Message))
        {
            Upper(new FromBelow(LinkId.Only, message));
        }

        if (lower.Above.OwesAnswer && replicaSets.Next(lower, _ => true) is Answer answer)
        {
            Lower(answer);
        }
    }
}
