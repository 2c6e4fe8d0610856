namespace KubeDirect.StateMachine;

/// <summary>Turns a Deployment's desired count into its current ReplicaSet's, and wants 0 of ReplicaSets that are no longer current.</summary>
/// <remarks>Keys from above are Deployments, keys to below ReplicaSets. Thread-safe, as every stage.</remarks>
public sealed class DeploymentStage : IStage<DeploymentState>
{
    /// <inheritdoc/>
    public Step<DeploymentState> Apply(DeploymentState state, Input input) => input switch
    {
        Connect _ => Connect(state),
        LinkLost _ => LinkLost(state),
        FromBelow { Message: ScaleSnapshot message } => RecvScaleSnapshot(state, message),
        FromBelow { Message: CountAck message } => RecvCountAck(state, message),
        FromAbove { Message: Hello message } => RecvHello(state, message),
        FromAbove { Message: SetCount message } => RecvSetCount(state, message),
        Answer _ => Answer(state),
        ObserveDeployment observed => ObserveDeployment(state, observed),
        ObserveReplicaSet observed => ObserveReplicaSet(state, observed),
        Listed _ => Listed(state),
        PushCount push => PushCount(state, push.Key),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(DeploymentState state, Func<LinkId, bool> hasRoom)
    {
        if (state.Above.OwesAnswer && state.Recovered)
        {
            return StateMachine.Answer.Now;
        }

        return state.Below.InSync && !state.View.Todo.IsEmpty && hasRoom(LinkId.Only) ? new PushCount(state.View.Todo[0]) : null;
    }

    private static Step<DeploymentState> Connect(DeploymentState state)
    {
        var below = LinkBelow.Connect(state.Incarnation, state.Below.Epoch.Counter);
        return Emit.To(state with { Below = below }, new SendDown(LinkId.Only, new Hello(below.Epoch)));
    }

    private static Step<DeploymentState> LinkLost(DeploymentState state) =>
        state.Below.Status == LinkStatus.Down ? Emit.Refused(state) : Emit.To(state with { Below = state.Below.Lost() });

    private static Step<DeploymentState> RecvScaleSnapshot(DeploymentState state, ScaleSnapshot message) =>
        state.Below.Awaits(message.Epoch)
            ? Emit.To(state with
            {
                Below = state.Below with { Status = LinkStatus.InSync },
                Recovered = true,
                View = ScaleView.Reset(message.Counts, state.Owners.Keys.Concat(state.Known), state.Want),
            })
            : Emit.Nothing(state);

    private static Step<DeploymentState> RecvCountAck(DeploymentState state, CountAck message) =>
        state.Below.Accepts(message.Epoch)
            ? Emit.To(state with { View = state.View.Ack(message.Key, message.Version) })
            : Emit.Nothing(state);

    private static Step<DeploymentState> RecvHello(DeploymentState state, Hello message) =>
        Emit.To(state with { Above = new LinkAbove(message.Epoch, Answered: false) });

    private static Step<DeploymentState> Answer(DeploymentState state) =>
        state.Above.OwesAnswer && state.Recovered
            ? Emit.To(state with { Above = state.Above with { Answered = true } }, new SendUp(new ScaleSnapshot(state.Above.Epoch, state.Held)))
            : Emit.Refused(state);

    private static Step<DeploymentState> RecvSetCount(DeploymentState state, SetCount message)
    {
        if (!state.Above.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var next = state;
        if (!state.Held.TryGetValue(message.Key, out var held) || held.Version < message.Count.Version)
        {
            next = (state with { Held = state.Held.SetItem(message.Key, message.Count) }).Tidy(message.Key);
            next = state.Current.TryGetValue(message.Key, out var current) ? next.Compare(current) : next;
        }

        return Emit.To(next, new SendUp(new CountAck(message.Epoch, message.Key, message.Count.Version)));
    }

    private static Step<DeploymentState> ObserveDeployment(DeploymentState state, ObserveDeployment input)
    {
        var next = state;
        var before = state.Current.TryGetValue(input.Deployment, out var old) ? old : (ScaleKey?)null;
        if (before == input.Current)
        {
            return Emit.Nothing(state);
        }

        if (before is { } former)
        {
            next = next with { Current = next.Current.Remove(input.Deployment), Owners = next.Owners.Remove(former) };
        }

        if (input.Current is { } current)
        {
            next = next with { Current = next.Current.SetItem(input.Deployment, current), Owners = next.Owners.SetItem(current, input.Deployment) };
            next = next.Compare(current);
        }

        next = before is { } left ? next.Compare(left) : next;
        return Emit.To(next.Tidy(input.Deployment));
    }

    /// <summary>A ReplicaSet that is not current is wanted at 0 even if the stage below, having restarted, never heard of a count of it.</summary>
    private static Step<DeploymentState> ObserveReplicaSet(DeploymentState state, ObserveReplicaSet input)
    {
        var known = input.Exists ? state.Known.Add(input.ReplicaSet) : state.Known.Remove(input.ReplicaSet);
        if (known == state.Known)
        {
            return Emit.Nothing(state);
        }

        return Emit.To((state with { Known = known }).Compare(input.ReplicaSet));
    }

    private static Step<DeploymentState> Listed(DeploymentState state)
    {
        var next = state with { Listed = true };
        return Emit.To(state.View.Sent.Keys.Concat(state.Known).Aggregate(next, (current, key) => current.Compare(key)));
    }

    private static Step<DeploymentState> PushCount(DeploymentState state, ScaleKey key)
    {
        if (!state.Below.InSync || !state.View.Todo.Contains(key) || state.Want(key) is not { } want)
        {
            return Emit.Refused(state);
        }

        var (view, count) = state.View.Push(key, want);
        return Emit.To(state with { View = view }, new SendDown(LinkId.Only, new SetCount(state.Below.Epoch, key, count)));
    }
}
