using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>The head of the chain: takes desired counts from outside and sends them to the Deployment stage.</summary>
/// <remarks>Keys are Deployments. Thread-safe, as every stage.</remarks>
public sealed class AutoscalerStage : IStage<AutoscalerState>
{
    /// <inheritdoc/>
    public Step<AutoscalerState> Apply(AutoscalerState state, Input input) => input switch
    {
        Connect _ => Connect(state),
        LinkLost _ => LinkLost(state),
        FromBelow { Message: ScaleSnapshot message } => RecvScaleSnapshot(state, message),
        FromBelow { Message: CountAck message } => RecvCountAck(state, message),
        Scale scale => Scale(state, scale),
        Listed _ => Listed(state),
        PushCount push => PushCount(state, push.Key),
        _ => Emit.Refused(state),
    };

    /// <inheritdoc/>
    public Input? Next(AutoscalerState state, Func<LinkId, bool> hasRoom) =>
        state.Below.InSync && !state.View.Todo.IsEmpty && hasRoom(LinkId.Only) ? new PushCount(state.View.Todo[0]) : null;

    private static Step<AutoscalerState> Connect(AutoscalerState state)
    {
        var below = LinkBelow.Connect(state.Incarnation, state.Below.Epoch.Counter);
        return Emit.To(state with { Below = below }, new SendDown(LinkId.Only, new Hello(below.Epoch)));
    }

    private static Step<AutoscalerState> LinkLost(AutoscalerState state) =>
        state.Below.Status == LinkStatus.Down ? Emit.Refused(state) : Emit.To(state with { Below = state.Below.Lost() });

    private static Step<AutoscalerState> RecvScaleSnapshot(AutoscalerState state, ScaleSnapshot message) =>
        state.Below.Awaits(message.Epoch)
            ? Emit.To(state with
            {
                Below = state.Below with { Status = LinkStatus.InSync },
                View = ScaleView.Reset(message.Counts, state.Wants.Keys, state.Want),
            })
            : Emit.Nothing(state);

    private static Step<AutoscalerState> RecvCountAck(AutoscalerState state, CountAck message) =>
        state.Below.Accepts(message.Epoch)
            ? Emit.To(state with { View = state.View.Ack(message.Key, message.Version) })
            : Emit.Nothing(state);

    private static Step<AutoscalerState> Scale(AutoscalerState state, Scale input)
    {
        var wants = input.Replicas is { } replicas ? state.Wants.SetItem(input.Deployment, replicas) : state.Wants.Remove(input.Deployment);
        var next = state with { Wants = wants };
        return Emit.To(next.Compare(input.Deployment));
    }

    private static Step<AutoscalerState> Listed(AutoscalerState state)
    {
        var next = state with { Listed = true };
        return Emit.To(state.View.Sent.Keys.Aggregate(next, (current, key) => current.Compare(key)));
    }

    private static Step<AutoscalerState> PushCount(AutoscalerState state, ScaleKey key)
    {
        if (!state.Below.InSync || !state.View.Todo.Contains(key) || state.Want(key) is not { } want)
        {
            return Emit.Refused(state);
        }

        var (view, count) = state.View.Push(key, want);
        return Emit.To(state with { View = view }, new SendDown(LinkId.Only, new SetCount(state.Below.Epoch, key, count)));
    }
}

/// <summary>The Autoscaler's memory. Immutable.</summary>
/// <param name="Incarnation">This run's number, drawn at random.</param>
/// <param name="Below">The link to the Deployment stage.</param>
/// <param name="Listed">Whether all Deployments were seen once.</param>
/// <param name="Wants">Desired counts by Deployment.</param>
/// <param name="View">What the Deployment stage holds or was sent.</param>
public sealed record AutoscalerState(ulong Incarnation, LinkBelow Below, bool Listed, ImmutableSortedDictionary<ScaleKey, int> Wants, ScaleView View)
{
    /// <summary>The memory of a stage that has just started.</summary>
    /// <param name="incarnation">A number that no other run of any stage has.</param>
    public static AutoscalerState Initial(ulong incarnation) =>
        new(incarnation, default, Listed: false, ImmutableSortedDictionary<ScaleKey, int>.Empty, ScaleView.Empty);

    /// <summary>What is wanted of a Deployment: null if nothing is known.</summary>
    public Desired? Want(ScaleKey key) => Wants.TryGetValue(key, out var replicas) ? new Desired(replicas) : Listed ? new Desired(0, Gone: true) : null;

    /// <summary>Notes whether the key is to be pushed.</summary>
    internal AutoscalerState Compare(ScaleKey key) =>
        this with { View = Wants.ContainsKey(key) || View.Sent.ContainsKey(key) ? View.Compare(key, Want(key)) : View.Compare(key, want: null) };
}
