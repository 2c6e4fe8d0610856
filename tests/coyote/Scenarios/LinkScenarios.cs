using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>Stages and their links, while links break and stages end.</summary>
internal static class LinkScenarios
{
    public static readonly IReadOnlyDictionary<string, Func<Task>> All = new Dictionary<string, Func<Task>>
    {
        ["scaling while every link breaks converges"] = ScaleWhileLinksBreakAsync,
        ["two stages that reconnect at once converge"] = ReconnectTwiceAsync,
        ["late messages of an old epoch have no effect"] = LateMessages.RunAsync,
        ["a node is given up and returns at once"] = CancellationAsync,
        ["preemption races with scaling down"] = PreemptionAsync,
        ["a rollout races with scaling down"] = RolloutAsync,
    };

    private static async Task ScaleWhileLinksBreakAsync()
    {
        var chain = new Chain(new Shape { WithScaleLinks = true, Replicas = 2 });
        chain.Start();
        var breaking = new[]
        {
            chain.ToDeployment,
            chain.ToReplicaSet,
            chain.ToScheduler,
            chain.ToKubelet,
        }.Select(wire => Task.Run(wire.Break)).ToArray();
        await Task.Run(() => chain.Scale(1));
        await Task.WhenAll(breaking);
        await chain.ConvergesAsync(1);
        await chain.EndAsync(1);
    }

    private static async Task ReconnectTwiceAsync()
    {
        var chain = new Chain(new Shape { WithScaleLinks = Logs.AreKept, Replicas = 2 });
        chain.Start();
        await chain.ReachesAsync(() => chain.R.State.Below.InSync);
        await Task.WhenAll(new[] { Task.Run(chain.ToScheduler.Break), Task.Run(chain.ToKubelet.Break) });
        await chain.ConvergesAsync(2);
        await chain.EndAsync(2);
    }

    private static async Task CancellationAsync()
    {
        var chain = new Chain(new Shape { Replicas = 1 });
        chain.Start();
        await chain.ReachesAsync(() => !chain.K.State.Pods.IsEmpty);
        chain.ToKubelet.Refuse(true);
        chain.ToKubelet.Break();
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var giveUp = Task.Run(() =>
        {
            chain.S.Post(new Cancel(Chain.Node));
            chain.S.Call(decided.SetResult);
        });
        await Task.Run(() => chain.ToKubelet.Refuse(false));
        await giveUp;
        await decided.Task; // Before that, all agree as if nothing had been.
        await chain.ConvergesAsync(1);
        await chain.EndAsync(1);
    }

    /// <summary>The only place is taken from a Pod that is no longer wanted either.</summary>
    private static async Task PreemptionAsync()
    {
        var chain = new Chain(new Shape { Replicas = 1, Places = 1, WithImportant = true });
        chain.Start();
        await chain.ReachesAsync(() => !chain.K.State.Pods.IsEmpty);
        await chain.SetCountAsync((Chain.Important, 1), (Chain.ReplicaSet, 0));
        await chain.ReachesAsync(() => chain.Agrees(Chain.Important, 1) && chain.R.State.ViewOf(Chain.ReplicaSet).Pods.IsEmpty);
        await chain.EndAsync(replicas: null);
    }

    /// <summary>The template changes while the count does; what ran of the former
    /// ReplicaSet ends, and as many as are wanted now run of the other.</summary>
    private static async Task RolloutAsync()
    {
        var chain = new Chain(new Shape { WithScaleLinks = true, WithImportant = true, Replicas = 2 });
        chain.Start();
        await chain.ReachesAsync(() => !chain.K.State.Pods.IsEmpty);
        var scaling = Task.Run(() => chain.Scale(1));
        await Task.Run(chain.RollOut);
        await scaling;
        await chain.ReachesAsync(() => chain.Agrees(Chain.Important, 1) && chain.R.State.ViewOf(Chain.ReplicaSet).Pods.IsEmpty);
        await chain.EndAsync(replicas: null);
    }
}
