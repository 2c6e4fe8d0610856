using System.Collections.Immutable;

namespace KubeDirect.StateMachine;

/// <summary>What a node offers, as the API server has it.</summary>
/// <param name="Allocatable">What all Pods together may take.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Taints">Its taints, without the one that keeps other schedulers off the chain's nodes.</param>
/// <param name="Ready">Whether the condition <c>Ready</c> is <c>True</c>.</param>
/// <param name="Unschedulable">Whether the node is cordoned.</param>
public sealed record NodeSpec(
    Resources Allocatable,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableArray<Taint> Taints,
    bool Ready,
    bool Unschedulable);
