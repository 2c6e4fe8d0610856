using System.Net;
using System.Net.Sockets;

namespace KubeDirect.Tests.Unit.Kubernetes;

/// <summary>Between two processes: passes on what they say, until it is cut, and again once it is mended.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<TcpClient> open = [];
    private readonly int target;
    private readonly Task accepting;
    private bool cut;

    public TcpRelay(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public void Cut()
    {
        lock (gate)
        {
            cut = true;
            CloseAll();
        }
    }

    public void Mend()
    {
        lock (gate)
        {
            cut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        lock (gate)
        {
            CloseAll();
        }

        await accepting;
        stop.Dispose();
    }

    private void CloseAll()
    {
        open.ForEach(client => client.Dispose());
        open.Clear();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync(stop.Token);
                var far = new TcpClient();
                lock (gate)
                {
                    open.Add(near);
                    open.Add(far);
                    if (cut)
                    {
                        CloseAll();
                        continue;
                    }
                }

                _ = Task.Run(() => PassOnAsync(near, far));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of it.
        }
    }

    private async Task PassOnAsync(TcpClient near, TcpClient far)
    {
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), stop.Token),
                far.GetStream().CopyToAsync(near.GetStream(), stop.Token));
        }
        catch (Exception e) when (
            e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut, or ended by one side.
        }
        finally
        {
            near.Dispose();
            far.Dispose();
        }
    }
}
