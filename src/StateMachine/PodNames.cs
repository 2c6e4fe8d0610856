namespace KubeDirect.StateMachine;

/// <summary>
/// Names for Pods: a fixed function of the stage's incarnation and a counter, so that naming needs no randomness of its own.
/// </summary>
public static class PodNames
{
    /// <summary>Kubernetes's alphabet for generated names: no vowels, so no words; no digits that look like letters.</summary>
    public const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>
    /// Characters in a suffix. Kubernetes uses five and asks the API server whether the name is free; nobody is asked here.
    /// </summary>
    public const int Length = 10;

    private const ulong Power27 = 1UL << 27;
    private const ulong Power30 = 1UL << 30;
    private const ulong Power31 = 1UL << 31;

    /// <summary>The suffix with this number.</summary>
    /// <param name="incarnation">The ReplicaSet stage's incarnation.</param>
    /// <param name="ordinal">Counts the names of that incarnation.</param>
    public static string Suffix(ulong incarnation, ulong ordinal)
    {
        var bits = Mix(unchecked(incarnation + (ordinal * 0x9E3779B97F4A7C15)));
        return string.Create(Length, bits, static (span, rest) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = Alphabet[(int)(rest % (ulong)Alphabet.Length)];
                rest /= (ulong)Alphabet.Length;
            }
        });
    }

    // The finalizer of SplitMix64: a bijection, so the names of one incarnation differ before they are cut to their length. To divide by a
    // power of two is to shift to the right.
    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z / Power30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z / Power27)) * 0x94D049BB133111EB;
            return z ^ (z / Power31);
        }
    }
}
