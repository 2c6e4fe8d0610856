namespace KubeDirect.StateMachine;

/// <summary>The memory of a stage at the upper end of a scale link: what <see cref="ScaleSteps"/> needs of it.</summary>
/// <typeparam name="TState">The memory itself.</typeparam>
internal interface IScaleUpstream<TState> : IUpstream<TState>
    where TState : class, IScaleUpstream<TState>
{
    /// <summary>What the level below holds or was sent.</summary>
    ScaleView View { get; }

    /// <summary>The keys that something is wanted of, because the API server names them.</summary>
    IEnumerable<ScaleKey> WantedKeys { get; }

    /// <summary>What is wanted of a key (operator <c>Want</c>); null if nothing is known, which asks for nothing.</summary>
    Desired? Want(ScaleKey key);

    /// <summary>Replaces the view.</summary>
    TState WithView(ScaleView view);
}
