using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Tla;

/// <summary>What the specification calls things.</summary>
internal interface INames
{
    /// <summary>Pods are numbered in the order in which they were named.</summary>
    int NumberOf(PodId pod);

    /// <summary>The keys of a scale link are numbered from 1.</summary>
    int NumberOf(string link, ScaleKey key);

    /// <summary>How many keys a scale link has.</summary>
    int KeysOf(string link);

    /// <summary>Nodes are model values.</summary>
    string NodeOf(NodeName node);

    /// <summary>The number of the upstream stage's run, and of its handshake on this link.</summary>
    string EpochOf(string link, Epoch epoch);
}
