namespace KubeDirect.StateMachine;

/// <summary>What a Pod requests of a node, and what a node has.</summary>
/// <param name="MilliCpu">Processor time in thousandths of a core; at least 0.</param>
/// <param name="MemoryBytes">Memory in bytes; at least 0.</param>
/// <param name="Pods">How many Pods; 1 for a Pod.</param>
/// <remarks>Arithmetic is checked: an overflow throws <see cref="OverflowException"/>.</remarks>
public readonly record struct Resources(long MilliCpu, long MemoryBytes, int Pods)
{
    /// <summary>The sum, part by part.</summary>
    public static Resources operator +(Resources a, Resources b) =>
        new(a.MilliCpu + b.MilliCpu, a.MemoryBytes + b.MemoryBytes, a.Pods + b.Pods);

    /// <summary>The difference, part by part; parts may become negative.</summary>
    public static Resources operator -(Resources a, Resources b) =>
        new(a.MilliCpu - b.MilliCpu, a.MemoryBytes - b.MemoryBytes, a.Pods - b.Pods);

    /// <summary>Whether each part is no more than the other's.</summary>
    public bool FitsIn(Resources room) => MilliCpu <= room.MilliCpu && MemoryBytes <= room.MemoryBytes && Pods <= room.Pods;
}
