using System.Net;
using System.Net.Sockets;

namespace KubeDirect.KubeAdapter.Kubelet.Simulated;

/// <summary>Hands out the Pod addresses of one node. Thread-safe.</summary>
/// <remarks>
/// A released address is used again as late as possible, because clients may learn late that its Pod has ended.
/// </remarks>
public sealed class PodAddresses
{
    private readonly object gate = new();
    private readonly Dictionary<string, uint> taken = new(StringComparer.Ordinal);
    private readonly Queue<uint> returned = new();
    private readonly uint last;
    private uint next;

    /// <summary>Makes an allocator for an IPv4 range.</summary>
    /// <param name="cidr">The range, such as <c>10.64.3.0/24</c>. Its first and last address are not handed out.</param>
    /// <exception cref="ArgumentException">Not an IPv4 range with room for two addresses or more.</exception>
    public PodAddresses(string cidr)
    {
        ArgumentNullException.ThrowIfNull(cidr);
        if (!IPNetwork.TryParse(cidr, out var network)
            || network.BaseAddress.AddressFamily != AddressFamily.InterNetwork || network.PrefixLength is < 1 or > 30)
        {
            throw new ArgumentException($"'{cidr}' is not an IPv4 range between /1 and /30.", nameof(cidr));
        }

        var bytes = network.BaseAddress.GetAddressBytes();
        var first = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        next = first + 1;
        last = first + (uint)((1L << (32 - network.PrefixLength)) - 2);
    }

    /// <summary>The address of a Pod; the same at every call until it is released.</summary>
    /// <param name="pod">A text that identifies the Pod.</param>
    /// <returns>Null if the range is used up.</returns>
    public string? Take(string pod)
    {
        lock (gate)
        {
            if (!taken.TryGetValue(pod, out var address))
            {
                if (next <= last)
                {
                    address = next++;
                }
                else if (!returned.TryDequeue(out address))
                {
                    return null;
                }

                taken[pod] = address;
            }

            return $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";
        }
    }

    /// <summary>Takes back the address of a Pod. Without effect for an unknown Pod.</summary>
    public void Release(string pod)
    {
        lock (gate)
        {
            if (taken.Remove(pod, out var address))
            {
                returned.Enqueue(address);
            }
        }
    }
}
