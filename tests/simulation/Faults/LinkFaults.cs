using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>What happens to links.</summary>
internal sealed class LinkFaults
{
    private readonly FaultScene scene;

    private (FaultClass Fault, SimWire Wire, SimConnection? Old)? pending;

    // The epoch of the last Hello that each stage has taken.
    private readonly Dictionary<(string Process, Type Stage), Epoch> installed = [];

    public LinkFaults(FaultScene scene)
    {
        this.scene = scene;
        scene.Cluster.Network.Full += _ => scene.Count(FaultClass.QueueFull);
        scene.Cluster.Stepped += OnStep;
        scene.Cluster.Network.Written += OnWritten;
        scene.Cluster.Network.Read += OnRead;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.LinkDrop] = () => WithConnection(connection =>
        {
            scene.Count(FaultClass.LinkDrop);
            connection.Drop(scene.Random.Next(4), scene.Random.Seconds(0, 0.5), scene.Random.Seconds(0, 0.5));
        }),
        [FaultClass.LateMessageOfOldEpoch] = () => HoldBack(FaultClass.LateMessageOfOldEpoch),
        [FaultClass.DuplicateAcrossReconnection] = Duplicate,
        [FaultClass.ReorderAcrossReconnection] = () => HoldBack(FaultClass.ReorderAcrossReconnection),
        [FaultClass.LinkDelay] = () => WithWire(wire =>
        {
            scene.Count(FaultClass.LinkDelay);
            wire.Delay = scene.Random.Seconds(0.02, 2);
            scene.For(scene.Random.Seconds(1, 15), () => wire.Delay = TimeSpan.FromMilliseconds(1));
        }),
        [FaultClass.OneWayPartition] = () => WithWire(wire =>
        {
            scene.Count(FaultClass.OneWayPartition);
            var down = scene.Random.Chance(0.5);
            wire.Block(down, !down);
            scene.For(scene.Random.Seconds(0.2, 25), wire.Unblock);
        }),
        [FaultClass.HalfOpen] = () => WithConnection(connection =>
        {
            scene.Count(FaultClass.HalfOpen);
            var soon = TimeSpan.Zero;
            var ping = scene.Random.Seconds(10, 15);
            var nearFirst = scene.Random.Chance(0.5);
            connection.Drop(0, nearFirst ? soon : ping, nearFirst ? ping : soon);
        }),
        [FaultClass.Flapping] = Flap,
        [FaultClass.SlowConsumer] = () => WithWire(wire =>
        {
            scene.Count(FaultClass.SlowConsumer);
            wire.ReadDelay = scene.Random.Seconds(0.02, 1.5);
            scene.For(scene.Random.Seconds(1, 12), () => wire.ReadDelay = TimeSpan.Zero);
        }),
    };

    private void OnStep(StepTaken step)
    {
        switch (step.Input)
        {
            case FromAbove { Message: Hello hello }:
                var stage = (step.Process.Name, step.After.GetType());
                var known = installed.GetValueOrDefault(stage);
                if (known.Incarnation == hello.Epoch.Incarnation && known.Counter > hello.Epoch.Counter)
                {
                    scene.Count(FaultClass.ReorderAcrossReconnection);
                }

                installed[stage] = hello.Epoch;
                break;
            case FromAbove { Message: var message } when step.Before.Above?.Epoch != message.Epoch:
                scene.Count(FaultClass.LateMessageOfOldEpoch);
                break;
        }
    }

    private void WithWire(Action<SimWire> act)
    {
        if (scene.AnyWire() is { } wire)
        {
            act(wire);
        }
    }

    private void WithConnection(Action<SimConnection> act) => WithWire(wire => act(scene.Random.Pick(wire.Open)));

    private void Flap() => WithWire(wire =>
    {
        scene.Count(FaultClass.Flapping);
        var at = TimeSpan.Zero;
        for (var times = scene.Random.Next(4, 12); times > 0; times--)
        {
            at += scene.Random.Milliseconds(20, 600);
            scene.Loop.After(at, () =>
            {
                foreach (var connection in wire.Open.Where(_ => !scene.Healed).ToList())
                {
                    connection.Drop(scene.Random.Next(3), scene.Random.Milliseconds(0, 30), scene.Random.Milliseconds(0, 30));
                }
            });
        }
    });

    /// <summary>
    /// The upstream end notices at once and connects anew, the downstream end does not. What is on its way on the old connection, its Hello
    /// if it is a new one, arrives just when the new connection's Hello does.
    /// </summary>
    private void HoldBack(FaultClass fault)
    {
        if (scene.AnyWire() is not { } wire)
        {
            return;
        }

        pending = (fault, wire, null);
        if (fault == FaultClass.ReorderAcrossReconnection)
        {
            scene.Random.Pick(wire.Open).Drop(0, TimeSpan.Zero, TimeSpan.Zero);
        }
    }

    private void OnWritten(Transfer transfer)
    {
        if (pending is not { Old: null } waiting || transfer.Wire != waiting.Wire || !transfer.Down || scene.Healed)
        {
            return;
        }

        var isHello = transfer.Batch[0] is Hello;
        if (isHello != (waiting.Fault == FaultClass.ReorderAcrossReconnection))
        {
            return;
        }

        var connection = transfer.Wire.Open[^1];
        connection.HoldDown();
        pending = waiting with { Old = connection };
        connection.Drop(int.MaxValue, TimeSpan.Zero, scene.Random.Seconds(4, 9));
    }

    private void OnRead(Transfer transfer)
    {
        if (pending is { Old: { } old } waiting && transfer.Wire == waiting.Wire && transfer.Down && transfer.Batch[0] is Hello)
        {
            pending = null;
            scene.Loop.After(
                waiting.Fault == FaultClass.ReorderAcrossReconnection ? scene.Random.Milliseconds(0, 20) : TimeSpan.Zero, old.ReleaseDown);
        }
    }

    /// <summary>What was delivered before is delivered again, after a new handshake.</summary>
    private void Duplicate() => WithConnection(connection =>
    {
        var lower = connection.Wire.Lower;
        if (connection.LastDown is not { } batch || connection.Wire.Upper == lower)
        {
            return;
        }

        connection.Drop(0, TimeSpan.Zero, TimeSpan.Zero);
        scene.Loop.After(scene.Random.Seconds(0.03, 2), () =>
        {
            // Within an epoch a connection repeats nothing; that is the transport's business, and this must not take it away.
            if (!scene.Healed && scene.Cluster.IsUp(lower) && scene.Cluster.Network.LinkOf(lower) is { } link
                && batch.All(
                    message => message is not Hello && !installed.Any(pair => pair.Key.Process == lower && pair.Value == message.Epoch)))
            {
                scene.Count(FaultClass.DuplicateAcrossReconnection);
                scene.Cluster.Process(lower).Run(() =>
                {
                    foreach (var message in batch)
                    {
                        link.Actor.Post(new FromAbove(message));
                    }
                });
            }
        });
    });
}
