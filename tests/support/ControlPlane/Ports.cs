using System.Net;
using System.Net.Sockets;

namespace KubeDirect.Tests.ControlPlane;

/// <summary>Hands out free ports.</summary>
/// <remarks>
/// They lie below the range that the system gives to outgoing connections, and start at a place that depends on the process, so
/// that between the choice and its use neither a connection nor another test process is likely to take one.
/// </remarks>
public static class Ports
{
    private const int First = 20_000;
    private const int Count = 12_000;
    private static int next = Environment.ProcessId * 64 % Count;

    /// <summary>A port that nothing listens on now, and that this process has not been given before (until all have been).</summary>
    public static int Free()
    {
        for (int attempt = 0; attempt < Count; attempt++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            if (CanListen(port))
            {
                return port;
            }
        }

        throw new ControlPlaneException($"No port from {First} to {First + Count - 1} is free.");
    }

    private static bool CanListen(int port)
    {
        try
        {
            // Any, not loopback: a hollow kubelet listens on every address.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
