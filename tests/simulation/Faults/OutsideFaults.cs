using System.Globalization;
using System.Text.Json.Nodes;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>Outside writers, and what they do at the worst moment.</summary>
internal sealed class OutsideFaults
{
    private readonly FaultScene scene;
    private FaultClass? waiting;
    private TimeSpan waitsUntil;

    public OutsideFaults(FaultScene scene)
    {
        this.scene = scene;
        scene.Cluster.Network.Written += OnWritten;
        scene.Cluster.Stepped += OnStep;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.EvictionDuringScaleDown] = () => WaitFor(FaultClass.EvictionDuringScaleDown),
        [FaultClass.CapacityLostAfterBinding] = () => WaitFor(FaultClass.CapacityLostAfterBinding),
        [FaultClass.DeleteDuringHandshake] = DeleteDuringHandshake,
        [FaultClass.ScaleUpAndDownCoalesced] = Coalesce,
        [FaultClass.NodeDeletedAndAdded] = DeleteNode,
        [FaultClass.OutsideWriterEdits] = Edit,
        [FaultClass.OutsideWriterDeletes] = Delete,
    };

    private void WaitFor(FaultClass fault)
    {
        waiting = fault;
        waitsUntil = scene.Loop.Now + TimeSpan.FromSeconds(15);
    }

    private bool Due(FaultClass fault)
    {
        if (waiting != fault || scene.Loop.Now > waitsUntil || scene.Healed)
        {
            return false;
        }

        waiting = null;
        return true;
    }

    private void OnWritten(Transfer transfer)
    {
        if (waiting is null || !Stages.IsNode(transfer.Wire.Lower) || !transfer.Down)
        {
            return;
        }

        if (transfer.Batch.Any(message => message is Tombstone) && Due(FaultClass.EvictionDuringScaleDown))
        {
            scene.Soon(() =>
            {
                scene.Count(FaultClass.EvictionDuringScaleDown);
                foreach (var pod in scene.Api.Store.All("pods").Where(_ => scene.Random.Chance(0.4)))
                {
                    scene.Api.Store.Delete("pods", pod.Name, force: false);
                }
            });
        }
        else if (transfer.Batch.Any(message => message is Bind) && Due(FaultClass.CapacityLostAfterBinding))
        {
            var node = transfer.Wire.Lower;
            scene.Soon(() => LoseCapacity(node));
        }
    }

    /// <summary>The node's own agent puts it right again, some seconds later.</summary>
    private void LoseCapacity(string node)
    {
        if (scene.Api.Store.Find("nodes", node) is not null)
        {
            scene.Count(FaultClass.CapacityLostAfterBinding);
            var places = scene.Random.Next(0, 2).ToString(CultureInfo.InvariantCulture);
            scene.Api.Store.Patch("nodes", node, JsonNode.Parse($$"""{"status":{"allocatable":{"pods":"{{places}}"} } }""")!.AsObject());
        }
    }

    private void DeleteDuringHandshake()
    {
        WaitFor(FaultClass.DeleteDuringHandshake);
        if (scene.AnyWire() is { } wire)
        {
            scene.Random.Pick(wire.Open).Drop(1, TimeSpan.Zero, TimeSpan.Zero);
        }
    }

    private void OnStep(StepTaken step)
    {
        if (waiting == FaultClass.DeleteDuringHandshake && step.Input is FromAbove { Message: Hello }
            && Due(FaultClass.DeleteDuringHandshake))
        {
            scene.Soon(() =>
            {
                scene.Count(FaultClass.DeleteDuringHandshake);
                Delete();
            });
        }
    }

    /// <summary>Up and down again while a link of the head is down: what
    /// is sent in the end is the difference and not the history.</summary>
    private void Coalesce()
    {
        var wires = scene.Cluster.Network.Wires.Where(candidate => !Stages.IsNode(candidate.Lower)).ToList();
        if (wires.Count == 0)
        {
            return;
        }

        var wire = scene.Random.Pick(wires);
        wire.Refusing = true;
        foreach (var connection in wire.Open)
        {
            connection.Drop(0, TimeSpan.Zero, TimeSpan.Zero);
        }

        var deployment = scene.Random.Pick(scene.Workload.Deployments);
        scene.Workload.Edit(deployment, scene.Workload.Wish(deployment) + scene.Random.Next(1, 12));
        scene.For(scene.Random.Seconds(0.1, 2), () =>
        {
            scene.Count(FaultClass.ScaleUpAndDownCoalesced);
            scene.Workload.Restore(deployment);
            scene.For(scene.Random.Seconds(0.1, 3), () => wire.Refusing = false);
        });
    }

    /// <summary>A Node is deleted; its agent makes it again, or, half of the time, a reinstalled machine does.</summary>
    private void DeleteNode()
    {
        var node = scene.AnyUp(Stages.IsNode);
        if (node.Length == 0 || scene.Api.Store.Find("nodes", node) is null)
        {
            return;
        }

        scene.Count(FaultClass.NodeDeletedAndAdded);
        scene.Api.Store.Delete("nodes", node);
        if (scene.Random.Chance(0.5))
        {
            scene.Crash(node);
        }
    }

    private void Edit()
    {
        scene.Count(FaultClass.OutsideWriterEdits);
        if (scene.Random.Chance(0.5))
        {
            var deployment = scene.Random.Pick(scene.Workload.Deployments);
            scene.Workload.Edit(deployment, scene.Random.Next(0, 15));
            scene.For(scene.Random.Seconds(0.1, 10), () => scene.Workload.Restore(deployment));
            return;
        }

        var node = scene.Random.Pick(scene.Cluster.Topology.Nodes);
        Cordon(node, cordoned: true);
        scene.For(scene.Random.Seconds(0.5, 15), () => Cordon(node, cordoned: false));
    }

    private void Cordon(string node, bool cordoned)
    {
        if (scene.Api.Store.Find("nodes", node) is not null)
        {
            scene.Api.Store.Patch("nodes", node, new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = cordoned } });
        }
    }

    private void Delete()
    {
        var pods = scene.Api.Store.All("pods");
        var replicaSets = scene.Api.Store.All("replicasets");
        if (scene.Random.Chance(0.1) && replicaSets.Count > 0)
        {
            scene.Count(FaultClass.OutsideWriterDeletes);
            scene.Api.Store.Delete("replicasets", scene.Random.Pick(replicaSets).Name);
        }
        else if (pods.Count > 0)
        {
            scene.Count(FaultClass.OutsideWriterDeletes);
            for (var count = scene.Random.Next(1, 4); count > 0 && scene.Api.Store.All("pods") is { Count: > 0 } left; count--)
            {
                scene.Api.Store.Delete("pods", scene.Random.Pick(left).Name, force: scene.Random.Chance(0.5));
            }
        }
    }
}
