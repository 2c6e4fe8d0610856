using System.Collections.Immutable;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>What happened; read by properties of the specification only.</summary>
internal sealed record History(
    ImmutableHashSet<(int Pod, string Node)> Started, ImmutableHashSet<int> Ended, bool Excused,
    ImmutableHashSet<(int Pod, string Node, int Run)> Lost);
