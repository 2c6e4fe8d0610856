using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>Stages that crash, are stopped or lose a link in the middle of a handshake. Where
/// logs are kept, those that crash do so in a whole chain, which TLC can replay.</summary>
internal static class CrashScenarios
{
    public static readonly IReadOnlyDictionary<string, Func<Task>> All = new Dictionary<string, Func<Task>>
    {
        ["a Scheduler crashes during its handshakes"] = CrashOfTheMiddleAsync,
        ["a Kubelet crashes during its handshake"] = CrashOfTheTailAsync,
        ["a ReplicaSet stage crashes during its handshake"] = CrashOfTheHeadAsync,
        ["stages are stopped during their handshakes"] = StopAsync,
        ["links are refused, removed and replaced"] = ReplaceLinksAsync,
    };

    private static async Task CrashOfTheMiddleAsync()
    {
        var chain = new Chain(new Shape { WithScaleLinks = Logs.AreKept, Replicas = 2 });
        chain.Start();
        await Task.Run(chain.SchedulerStage.Doom);
        await chain.ReplaceSchedulerAsync();
        await chain.ConvergesAsync(2);
        await chain.EndAsync(2);
    }

    private static async Task CrashOfTheTailAsync()
    {
        var chain = new Chain(new Shape { WithScaleLinks = Logs.AreKept, Replicas = 1 });
        chain.Start();
        await Task.Run(chain.KubeletStage.Doom);
        await chain.ReplaceKubeletAsync();
        await chain.ConvergesAsync(1);
        await chain.EndAsync(1);
    }

    private static async Task CrashOfTheHeadAsync()
    {
        var chain = new Chain(new Shape { WithScaleLinks = Logs.AreKept, Replicas = 1 });
        chain.Start();
        await Task.Run(chain.ReplicaSetStage.Doom);
        await chain.ReplaceReplicaSetAsync();
        await chain.ConvergesAsync(1);
        await chain.EndAsync(1);
    }

    private static async Task StopAsync()
    {
        var chain = new Chain(new Shape { Replicas = 2 });
        chain.Start();
        await Task.WhenAll(new[]
        {
            Task.Run(async () => await chain.R.DisposeAsync()),
            Task.Run(async () => await chain.S.DisposeAsync()),
            Task.Run(async () => await chain.K.DisposeAsync()),
        });
        await chain.EndAsync(replicas: null);
    }

    private static async Task ReplaceLinksAsync()
    {
        var chain = new Chain(new Shape { Replicas = 1 });
        chain.ToScheduler.Refuse(true);
        chain.Start();
        var open = Task.Run(() => chain.ToScheduler.Refuse(false));
        var replace = Task.Run(() => chain.R.AddLink(LinkId.Only, chain.ToScheduler, seed: 2));
        await Task.Run(() => chain.S.RemoveLink(LinkId.To(Chain.Node)));
        chain.S.AddLink(LinkId.To(Chain.Node), chain.ToKubelet, seed: 2);
        await open;
        await replace;
        await chain.ConvergesAsync(1);
        await chain.EndAsync(1);
    }
}
