namespace KubeDirect.Tests.Simulation;

/// <summary>Broken chains that the simulation must catch, to be believed when it finds nothing.</summary>
internal static class Canaries
{
    /// <summary>By name: what is broken.</summary>
    public static readonly IReadOnlyDictionary<string, (string What, Mutant Mutant)> All =
        new Dictionary<string, (string, Mutant)>(StringComparer.Ordinal)
        {
            ["forgets-tombstones"] = ("protocol: the ReplicaSet stage forgets its tombstones at a handshake", new Mutant
            {
                ReplicaSet = BrokenStages.ForgetsTombstones,
            }),
            ["names-twice"] = ("protocol: the ReplicaSet stage gives a name twice", new Mutant
            {
                ReplicaSet = BrokenStages.NamesTwice,
            }),
            ["serves-without-lease"] = ("adapter: a leader serves on when it has lost its Lease", new Mutant { IgnoresTerm = true }),
            ["keeps-taken-name"] = (
            "adapter: a name that another ReplicaSet has is tried again for ever", new Mutant { LosesCollisions = true }),
            ["one-link-ends-all"] = ("runtime: the end of a node's link ends the links of all nodes", new Mutant { OneLinkEndsAll = true }),
            ["no-keep-alive"] = (
            "runtime: the transport does not notice peers that vanished without a word", new Mutant { KeepAlive = false }),
        };
}
