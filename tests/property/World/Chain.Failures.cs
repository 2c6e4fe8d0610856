using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <content>Crashes: a stage starts again, empty, and lists what it watches.</content>
internal sealed partial class Chain
{
    private ulong incarnations;

    /// <summary>A stage crashes and starts again. What a Kubelet ran ends with it.</summary>
    public void Restart(StageKind kind, NodeName node = default)
    {
        var incarnation = ++incarnations;
        Watches.Forget(kind, node);
        switch (kind)
        {
            case StageKind.Autoscaler:
                A = AutoscalerState.Initial(incarnation);
                Cut(AD);
                ListDeployments();
                break;
            case StageKind.Deployment:
                D = DeploymentState.Initial(incarnation);
                Cut(AD);
                Cut(DR);
                ListTemplates();
                break;
            case StageKind.ReplicaSet:
                R = ReplicaSetState.Initial(incarnation);
                Cut(DR);
                Cut(RS);
                foreach (var known in Functions.SelectMany(function => function.ReplicaSets))
                {
                    StepR(new ObserveReplicaSet(known, Exists: true));
                }

                StepR(Listed.Now);
                break;
            case StageKind.Scheduler:
                S = SchedulerState.Initial(Mutant == Property.World.Mutant.Incarnation ? 1 : incarnation);
                Cut(RS);
                Steps.Restarted();
                ListNodes();
                break;
            default:
                foreach (var pod in K[node].Pods.Keys)
                {
                    Safety.Ended(pod);
                }

                K[node] = KubeletState.Initial(node);
                Runs[node]++;
                Cut(NodeWires[node]);
                Watches.ListPods(node);
                break;
        }
    }

    private void ListDeployments()
    {
        foreach (var function in Functions)
        {
            StepA(new Scale(function.Deployment, function.Desired));
        }

        StepA(Listed.Now);
    }

    private void ListTemplates()
    {
        foreach (var function in Functions)
        {
            foreach (var known in function.ReplicaSets)
            {
                StepD(new ObserveReplicaSet(known, Exists: true));
            }

            StepD(new ObserveDeployment(function.Deployment, function.Current));
        }

        StepD(Listed.Now);
    }

    private void ListNodes()
    {
        foreach (var name in Nodes)
        {
            Cut(NodeWires[name]);
        }

        Membership.List();
        foreach (var (name, mark) in Marks.All)
        {
            StepS(new ObserveCancelled(name, mark));
        }

        foreach (var function in Functions)
        {
            foreach (var known in function.ReplicaSets)
            {
                StepS(new ObserveShape(known, function.Shape));
            }
        }

        StepS(Listed.Now);
    }

    private static void Cut(Wire wire) => wire.Break(keep: 1);
}
