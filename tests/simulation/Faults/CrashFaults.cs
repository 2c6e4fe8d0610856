using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>Crashes at a chosen moment: armed first, and carried out when the moment comes.</summary>
internal sealed class CrashFaults
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly FaultScene scene;
    private readonly List<Armed> armed = [];

    public CrashFaults(FaultScene scene)
    {
        this.scene = scene;
        scene.Cluster.Stepped += OnStep;
        scene.Cluster.Network.Written += transfer => OnTransfer(transfer, written: true);
        scene.Cluster.Network.Read += transfer => OnTransfer(transfer, written: false);
        scene.Api.Sent += OnRequest;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.CrashReceivedNotApplied] = () => Arm(FaultClass.CrashReceivedNotApplied),
        [FaultClass.CrashAppliedNotSent] = () => Arm(FaultClass.CrashAppliedNotSent),
        [FaultClass.CrashSentNotAcknowledged] = () => Arm(FaultClass.CrashSentNotAcknowledged),
        [FaultClass.CrashInHandshake] = CrashInHandshake,
        [FaultClass.CrashWhilePublishing] = () => Arm(FaultClass.CrashWhilePublishing),
        [FaultClass.LostTombstone] = () => Arm(FaultClass.LostTombstone, ""),
        [FaultClass.CrashOfAdjacentPair] = CrashPair,
        [FaultClass.CrashOfAll] = CrashAll,
    };

    private void Arm(FaultClass fault) => Arm(fault, scene.Random.Pick(CrashCell.Of(fault)));

    /// <param name="fault">The moment.</param>
    /// <param name="stage">The stage whose moment is waited for; empty for any.</param>
    private void Arm(FaultClass fault, string stage)
    {
        armed.RemoveAll(old => old.Until < scene.Loop.Now);
        armed.Add(new Armed(fault, stage, scene.Loop.Now + Patience, scene.Random.Next(4)));
    }

    private void OnStep(StepTaken step)
    {
        if (armed.Count == 0)
        {
            return;
        }

        var stage = CrashCell.StageOf(step.After);
        var sends = step.Outputs.Any(output => output is SendUp or SendDown);
        if (sends && TryFire(FaultClass.CrashAppliedNotSent, stage, step.Process))
        {
            return;
        }

        var handshake = step.Input is Connect or Answer or FromAbove { Message: Hello }
            or FromBelow { Message: PodSnapshot or ScaleSnapshot };
        if (handshake && step.Taken)
        {
            TryFire(FaultClass.CrashInHandshake, stage, step.Process);
        }
    }

    private void OnTransfer(Transfer transfer, bool written)
    {
        if (armed.Count == 0)
        {
            return;
        }

        var upper = transfer.Down == written;
        var name = upper ? transfer.Wire.Upper : transfer.Wire.Lower;
        if (!scene.Cluster.IsUp(name))
        {
            return;
        }

        var process = scene.Cluster.Process(name);
        var stage = CrashCell.StageAt(transfer.Wire, upper);
        if (written && transfer.Batch.Any(message => message is Tombstone) && TryFire(FaultClass.LostTombstone, stage, process))
        {
            foreach (var connection in transfer.Wire.Open)
            {
                connection.Drop(0, TimeSpan.Zero, TimeSpan.Zero);
            }

            return;
        }

        TryFire(written ? FaultClass.CrashSentNotAcknowledged : FaultClass.CrashReceivedNotApplied, stage, process);
    }

    private void OnRequest(SimProcess process, ApiRequest request)
    {
        if (armed.Count > 0 && request.IsWrite && request.Collection == "pods" && Stages.IsNode(process.Name))
        {
            TryFire(FaultClass.CrashWhilePublishing, Stages.Kubelet, process);
        }
    }

    private bool TryFire(FaultClass fault, string stage, SimProcess process)
    {
        var due = armed.FindIndex(candidate => candidate.Fault == fault
            && candidate.Until >= scene.Loop.Now
            && (candidate.Stage.Length == 0 || candidate.Stage == stage));
        if (due < 0 || scene.Healed || !process.Alive || process.Paused || process != scene.Cluster.Process(process.Name))
        {
            return false;
        }

        if (armed[due].Skip > 0)
        {
            armed[due] = armed[due] with { Skip = armed[due].Skip - 1 };
            return false;
        }

        armed.RemoveAt(due);
        if (fault == FaultClass.LostTombstone)
        {
            scene.Count(fault);
        }
        else
        {
            scene.Count(new CrashCell(fault, stage));
        }

        scene.Crash(process.Name);
        return true;
    }

    private void CrashInHandshake()
    {
        var stage = scene.Random.Pick(CrashCell.Of(FaultClass.CrashInHandshake));
        Arm(FaultClass.CrashInHandshake, stage);
        var wires = scene.Cluster.Network.Wires.Where(
            wire => wire.Open.Count > 0
                && (CrashCell.StageAt(wire, upper: true) == stage || CrashCell.StageAt(wire, upper: false) == stage)).ToList();
        if (wires.Count > 0)
        {
            scene.Random.Pick(scene.Random.Pick(wires).Open).Drop(
                scene.Random.Next(3), scene.Random.Milliseconds(0, 20), scene.Random.Milliseconds(0, 20));
        }
    }

    private void CrashPair()
    {
        var pairs = scene.Cluster.Network.Wires
            .Where(wire => wire.Open.Count > 0 && CrashCell.PairOf(wire) is not null && scene.Cluster.IsUp(wire.Upper)
            && scene.Cluster.IsUp(wire.Lower))
            .GroupBy(wire => CrashCell.PairOf(wire)!).ToList();
        if (pairs.Count > 0)
        {
            // Pairs first: there is one link to each node, and one only between any two others.
            var pair = scene.Random.Pick(pairs);
            var wire = scene.Random.Pick(pair.ToList());
            scene.Count(new CrashCell(FaultClass.CrashOfAdjacentPair, pair.Key));
            scene.Crash(wire.Upper);
            scene.Crash(wire.Lower);
        }
    }

    private void CrashAll()
    {
        scene.Count(FaultClass.CrashOfAll);
        foreach (var name in scene.Cluster.All.ToList())
        {
            scene.Crash(name);
        }
    }

    private sealed record Armed(FaultClass Fault, string Stage, TimeSpan Until, int Skip);
}
