using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KubeDirect.Tests.Refinement.Graphs;

/// <summary>Short stand-ins for states and edges.</summary>
internal static class Fingerprint
{
    /// <summary>Of a canonical text: the first 64 bits of its SHA-256.</summary>
    public static ulong Of(string canonical)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(MemoryMarshal.AsBytes(canonical.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>Of an edge with this label to this state. A state's edges are the
    /// sum of theirs, so that one too many or too few can be named.</summary>
    public static uint Edge(ulong label, ulong target)
    {
        unchecked
        {
            var z = (label * 0x9E3779B97F4A7C15) ^ target;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (uint)(z >> 32);
        }
    }
}
