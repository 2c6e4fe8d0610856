using KubeDirect.KubeAdapter.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Hosting;

public sealed class BackgroundWorkTests
{
    [Fact]
    public async Task A_loop_that_fails_is_told_and_the_others_go_on()
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var turns = new SemaphoreSlim(0);
        await using (var work = new BackgroundWork(NullLogger.Instance, failed.SetResult))
        {
            work.Run("good", async cancellation =>
            {
                await failed.Task.WaitAsync(cancellation);
                turns.Release();
                await Task.Delay(Timeout.Infinite, cancellation);
            });
            work.Run("bad", _ => throw new InvalidTimeZoneException("on purpose"));
            Assert.Equal("The loop 'bad' failed: on purpose", await failed.Task.WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.True(await turns.WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public async Task Loops_that_end_with_their_host_have_not_failed()
    {
        var failures = new List<string>();
        var work = new BackgroundWork(NullLogger.Instance, failures.Add);
        work.Run("waits", cancellation => Task.Delay(Timeout.Infinite, cancellation));
        await work.DisposeAsync();
        Assert.Empty(failures);
    }
}
