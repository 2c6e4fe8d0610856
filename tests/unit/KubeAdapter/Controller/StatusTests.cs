using k8s.Models;
using KubeDirect.KubeAdapter.Controller;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Controller;

public sealed class StatusTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_rollout_progresses_and_completes_and_its_transition_time_is_that_of_its_begin()
    {
        var deployment = Samples.Deployment();
        var first = Step(deployment, new DeploymentCounts(0, 0, 0, 0), 0);
        Assert.Equal(("False", "MinimumReplicasUnavailable"), Shown(first, "Available"));
        Assert.Equal(("True", "ReplicaSetUpdated"), Shown(first, "Progressing"));

        var middle = Step(deployment, new DeploymentCounts(7, 7, 4, 3), 10);
        Assert.Equal(
            (7, 7, 4, 3, 4),
            (middle.Replicas, middle.UpdatedReplicas, middle.ReadyReplicas, middle.AvailableReplicas, middle.UnavailableReplicas));

        var last = Step(deployment, new DeploymentCounts(7, 7, 7, 7), 20);
        Assert.Equal(("True", "MinimumReplicasAvailable"), Shown(last, "Available"));
        Assert.Equal(("True", "NewReplicaSetAvailable"), Shown(last, "Progressing"));
        Assert.Equal(Start.UtcDateTime, Condition(last, "Progressing").LastTransitionTime);
        Assert.Equal(Start.UtcDateTime.AddSeconds(20), Condition(last, "Progressing").LastUpdateTime);
        Assert.Equal(Start.UtcDateTime.AddSeconds(20), Condition(last, "Available").LastTransitionTime);
        Assert.Equal(3, last.ObservedGeneration);
    }

    [Fact]
    public void A_rollout_without_progress_times_out_and_recovers()
    {
        var deployment = Samples.Deployment();
        Step(deployment, new DeploymentCounts(3, 3, 0, 0), 0);
        Assert.Equal("True", Shown(Step(deployment, new DeploymentCounts(3, 3, 0, 0), 600), "Progressing").Status);
        Assert.Equal(("False", "ProgressDeadlineExceeded"), Shown(Step(deployment, new DeploymentCounts(3, 3, 0, 0), 601), "Progressing"));
        var again = Step(deployment, new DeploymentCounts(4, 4, 0, 0), 700);
        Assert.Equal(("True", "ReplicaSetUpdated"), Shown(again, "Progressing"));
        Assert.Equal(Start.UtcDateTime.AddSeconds(700), Condition(again, "Progressing").LastTransitionTime);
    }

    [Fact]
    public void Scaling_a_complete_rollout_is_no_rollout_but_a_new_template_is()
    {
        var deployment = Samples.Deployment();
        Step(deployment, new DeploymentCounts(7, 7, 7, 7), 0);
        deployment.Spec.Replicas = 50;
        Assert.Equal(("True", "NewReplicaSetAvailable"), Shown(Step(deployment, new DeploymentCounts(20, 20, 7, 7), 5000), "Progressing"));
        Assert.Equal(
            ("True", "ReplicaSetUpdated"),
            Shown(Step(deployment, new DeploymentCounts(20, 0, 20, 20), 6000, "web-new"), "Progressing"));
    }

    [Fact]
    public void The_same_counts_give_the_same_status_so_nothing_is_written()
    {
        var deployment = Samples.Deployment();
        foreach (
            var counts in new[] { new DeploymentCounts(7, 7, 4, 4), new DeploymentCounts(7, 7, 7, 7), new DeploymentCounts(0, 0, 0, 0) })
        {
            var first = Step(deployment, counts, 10);
            Assert.True(StatusEquality.Same(first, Step(deployment, counts, 60)));
        }
    }

    [Fact]
    public void Without_a_deadline_there_is_no_progress_to_speak_of()
    {
        var deployment = Samples.Deployment();
        deployment.Spec.ProgressDeadlineSeconds = int.MaxValue;
        Assert.DoesNotContain(
            Step(deployment, new DeploymentCounts(1, 1, 1, 1), 0).Conditions,
            condition => condition.Type == "Progressing");
    }

    [Fact]
    public void Conditions_of_others_stay()
    {
        var deployment = Samples.Deployment();
        deployment.Status =
            new V1DeploymentStatus { CollisionCount = 2, Conditions = [new V1DeploymentCondition { Type = "Theirs", Status = "True" }] };
        var status = Step(deployment, new DeploymentCounts(1, 1, 1, 1), 0);
        Assert.Equal("True", Shown(status, "Theirs").Status);
        Assert.Equal(2, status.CollisionCount);
    }

    [Fact]
    public void A_replica_set_counts_its_Pods_and_keeps_no_failure_of_another_controller()
    {
        var failure = new V1ReplicaSetCondition { Type = "ReplicaFailure", Status = "True" };
        var other = new V1ReplicaSetCondition { Type = "Other", Status = "True" };
        var rs = new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta { Generation = 5 },
            Status = new V1ReplicaSetStatus { Conditions = [failure, other] },
        };
        rs.Status = ReplicaSetStatuses.Compute(rs, new ReplicaCounts(3, 2, 1));
        Assert.Equal(
            (3, 3, 2, 1, 5),
            (rs.Status.Replicas, rs.Status.FullyLabeledReplicas, rs.Status.ReadyReplicas, rs.Status.AvailableReplicas,
                rs.Status.ObservedGeneration));
        Assert.Equal("Other", Assert.Single(rs.Status.Conditions).Type);
        Assert.True(StatusEquality.Same(rs.Status, ReplicaSetStatuses.Compute(rs, new ReplicaCounts(3, 2, 1))));

        rs.Status.Conditions = [failure];
        Assert.Null(ReplicaSetStatuses.Compute(rs, new ReplicaCounts(3, 3, 3)).Conditions);
    }

    private static V1DeploymentStatus Step(V1Deployment deployment, DeploymentCounts counts, int seconds, string current = "web-1")
    {
        deployment.Status = DeploymentStatuses.Compute(deployment, current, counts, Start.AddSeconds(seconds));
        return deployment.Status;
    }

    private static V1DeploymentCondition Condition(V1DeploymentStatus status, string type) =>
        Assert.Single(status.Conditions, condition => condition.Type == type);

    private static (string Status, string Reason) Shown(V1DeploymentStatus status, string type) =>
        (Condition(status, type).Status, Condition(status, type).Reason);
}
