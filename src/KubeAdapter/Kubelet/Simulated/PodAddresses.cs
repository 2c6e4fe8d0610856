using System.Net;
using System.Net.Sockets;

namespace KubeDirect.KubeAdapter.Kubelet.Simulated;

/// <summary>Hands out the Pod addresses of one node. Thread-safe.</summary>
/// <remarks>
/// An address that was given back is used again as late as possible, so that those who learn late of a Pod's end harm no other.
/// </remarks>
public sealed class PodAddresses
{
    private readonly object _lock = new();
    private readonly Dictionary<string, uint> _taken = new(StringComparer.Ordinal);
    private readonly Queue<uint> _returned = new();
    private readonly uint _last;
    private uint _next;

    /// <summary>An allocator over an IPv4 range.</summary>
    /// <param name="cidr">Such as <c>10.64.3.0/24</c>; its first and last address are not handed out.</param>
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
        _next = first + 1;
        _last = first + (uint)((1L << (32 - network.PrefixLength)) - 2);
    }

    /// <summary>The address of a Pod; the same at every call until it is released.</summary>
    /// <param name="pod">The Pod, by whatever name is its own.</param>
    /// <returns>Null if the range is used up.</returns>
    public string? Take(string pod)
    {
        lock (_lock)
        {
            if (!_taken.TryGetValue(pod, out var address))
            {
                if (_next <= _last)
                {
                    address = _next++;
                }
                else if (!_returned.TryDequeue(out address))
                {
                    return null;
                }

                _taken[pod] = address;
            }

            return $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";
        }
    }

    /// <summary>Takes an address back; without effect for an unknown Pod.</summary>
    public void Release(string pod)
    {
        lock (_lock)
        {
            if (_taken.Remove(pod, out var address))
            {
                _returned.Enqueue(address);
            }
        }
    }
}
