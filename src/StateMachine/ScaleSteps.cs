namespace KubeDirect.StateMachine;

/// <summary>
/// Module <c>ScaleSteps</c>: desired counts, from the Deployment object to the ReplicaSet stage. The steps are the same on both scale
/// links.
/// </summary>
internal static class ScaleSteps
{
    /// <summary>The Autoscaler's watch shows the Deployment's <c>spec.replicas</c>, whoever wrote it.</summary>
    public static Step<AutoscalerState> Scale(AutoscalerState state, Scale input)
    {
        var wants = input.Replicas is { } replicas ? state.Wants.SetItem(input.Deployment, replicas) : state.Wants.Remove(input.Deployment);
        return Emit.To((state with { Wants = wants }).Compare(input.Deployment));
    }

    /// <summary>The Deployment stage's watch shows which ReplicaSet carries the template.</summary>
    public static Step<DeploymentState> ObserveDeployment(DeploymentState state, ObserveDeployment input)
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
            next = next with
            {
                Current = next.Current.SetItem(input.Deployment, current),
                Owners = next.Owners.SetItem(current, input.Deployment),
            };
            next = next.Compare(current);
        }

        next = before is { } left ? next.Compare(left) : next;
        return Emit.To(next.Tidy(input.Deployment));
    }

    /// <summary>Sends what is wanted of a key, if it is not what the level below was last sent.</summary>
    public static Step<TState> PushCount<TState>(TState state, PushCount input)
        where TState : class, IScaleUpstream<TState>
    {
        var key = input.Key;
        if (state.LinkTo(LinkId.Only) is not { InSync: true } below || !state.View.Todo.Contains(key) || state.Want(key) is not { } want)
        {
            return Emit.Refused(state);
        }

        var (view, count) = state.View.Push(key, want);
        return Emit.To(state.WithView(view), new SendDown(LinkId.Only, new SetCount(below.Epoch, key, count)));
    }

    /// <summary>The higher version of a key wins. The acknowledgement says which version arrived.</summary>
    public static Step<TState> RecvSetCount<TState>(TState state, SetCount message)
        where TState : class, IScaleDownstream<TState>
    {
        if (!state.Above.Accepts(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var next = state.HeldOf(message.Key) is { } held && held.Version >= message.Count.Version
            ? state
            : state.WithHeld(message.Key, message.Count);
        return Emit.To(next, new SendUp(new CountAck(message.Epoch, message.Key, message.Count.Version)));
    }

    /// <summary>The level below holds a write.</summary>
    public static Step<TState> RecvCountAck<TState>(TState state, LinkId link, CountAck message)
        where TState : class, IScaleUpstream<TState> =>
        state.LinkTo(link) is { } below && below.Accepts(message.Epoch)
            ? Emit.To(state.WithView(state.View.Ack(message.Key, message.Version)))
            : Emit.Nothing(state);

    /// <summary>Hard invalidation: the view becomes what the level below says that it holds.</summary>
    public static Step<TState> RecvScaleSnapshot<TState>(TState state, LinkId link, ScaleSnapshot message)
        where TState : class, IScaleUpstream<TState>
    {
        if (state.LinkTo(link) is not { } below || !below.Awaits(message.Epoch))
        {
            return Emit.Nothing(state);
        }

        var next = state.WithBelow(link, below with { Status = LinkStatus.InSync });
        return Emit.To(next.WithView(ScaleView.Reset(message.Counts, next.WantedKeys, next.Want)));
    }
}
