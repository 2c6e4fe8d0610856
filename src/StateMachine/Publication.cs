namespace KubeDirect.StateMachine;

/// <summary>A Pod's object at the API server, as its Kubelet knows it.</summary>
/// <param name="Shown">What it shows.</param>
/// <param name="Uid">Its UID, or empty while unknown.</param>
public readonly record struct Publication(Shown Shown, string Uid)
{
    /// <summary>Whether a request is in flight, so that no other may be issued.</summary>
    public bool InFlight => Shown is Shown.Creating or Shown.Readying or Shown.Deleting;

    /// <summary>What it is once the request that the Pod's state calls for is issued.</summary>
    /// <param name="pod">The Pod's phase; <see cref="Phase.Gone"/> if the Kubelet holds it no more.</param>
    /// <returns>One of the states in flight, or null if nothing is to be asked.</returns>
    public Shown? NextRequest(Phase pod) => (Shown, pod) switch
    {
        (Shown.None, Phase.Starting or Phase.Ready) => Shown.Creating,
        (Shown.Created, Phase.Ready) => Shown.Readying,
        (Shown.Created or Shown.Ready, Phase.Gone) => Shown.Deleting,
        _ => null,
    };
}
