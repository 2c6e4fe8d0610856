using System.Collections.Immutable;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Support;

/// <summary>Nodes and Pods without labels, selectors, taints and tolerations, for tests that are about something else.</summary>
public static class Plain
{
    /// <summary>A node that is ready.</summary>
    /// <param name="allocatable">What all of its Pods together may take.</param>
    /// <param name="unschedulable">Whether it is cordoned.</param>
    public static NodeSpec Node(Resources allocatable, bool unschedulable = false) =>
        new(allocatable, ImmutableSortedDictionary<string, string>.Empty, [], Ready: true, unschedulable);

    /// <summary>Pods that fit every node with room for them.</summary>
    /// <param name="requests">What one Pod takes.</param>
    /// <param name="priority">Their priority; higher is more important.</param>
    public static PodShape Pods(Resources requests, int priority = 0) =>
        new(requests, ImmutableSortedDictionary<string, string>.Empty, []) { Priority = priority };
}
