using KubeDirect.StateMachine;
using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Coyote;

public sealed class LinkScenarios(ITestOutputHelper output)
{
    public static TheoryData<string> Strategies => [.. Explorer.Strategies];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Scaling_up_while_links_break_converges(string strategy) => Explorer.Survives(
        async () =>
        {
            var chain = new SmallChain(replicas: 2);
            chain.Start();
            await Task.WhenAll(new[] { Task.Run(chain.ToScheduler.Break), Task.Run(chain.ToKubelet.Break) });
            await chain.ConvergesAsync();
            await chain.EndAsync();
        },
        strategy,
        150,
        output);

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_scheduler_disposed_during_its_handshakes_ends_and_the_next_one_converges(string strategy) => Explorer.Survives(
        async () =>
        {
            var chain = new SmallChain(replicas: 2);
            chain.Start();
            await Task.Run(chain.ReplaceSchedulerAsync);
            await chain.ConvergesAsync();
            await chain.EndAsync();
        },
        strategy,
        150,
        output);

    [Theory]
    [MemberData(nameof(Strategies))]
    public void All_stages_disposed_at_once_during_their_handshakes_end(string strategy) => Explorer.Survives(
        async () =>
        {
            var chain = new SmallChain(replicas: 2);
            chain.Start();
            await Task.WhenAll(new[]
            {
                Task.Run(async () => await chain.R.DisposeAsync()),
                Task.Run(async () => await chain.S.DisposeAsync()),
                Task.Run(async () => await chain.K.DisposeAsync()),
            });
            await chain.EndAsync();
        },
        strategy,
        150,
        output);

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Late_messages_of_an_old_epoch_have_no_effect(string strategy) => Explorer.Survives(
        () => LateMessages.RunAsync(new KubeletStage(1)),
        strategy,
        300,
        output);
}
