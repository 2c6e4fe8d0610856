using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Coyote;

/// <summary>Bugs that were put in on purpose: if one is not found, the scenarios that find nothing prove nothing.</summary>
public sealed class Canaries(ITestOutputHelper output)
{
    public static TheoryData<string> Strategies => [.. Explorer.Strategies];

    // A uniformly random scheduler needs nearly as many schedules as are allowed: the two that favour a task do it in a few.
    [Theory]
    [InlineData("prioritization")]
    [InlineData("probabilistic")]
    public void A_kubelet_that_does_not_fence_epochs_is_found_within_a_thousand_schedules(string strategy) =>
        Explorer.Finds(() => LateMessages.RunAsync(new KubeletWithoutFence()), strategy, 1000, "EpochFencing", output);

    /// <summary>The actor's loop with one line in the wrong place: mail that comes while it takes its turn rings a bell that it then ignores.</summary>
    [Theory]
    [MemberData(nameof(Strategies))]
    public void An_actor_that_answers_its_bell_after_its_turn_is_found_within_a_thousand_schedules(string strategy) =>
        Explorer.Finds(() => DrainAsync(answersFirst: false), strategy, 1000, "deadlock", output);

    [Theory]
    [MemberData(nameof(Strategies))]
    public void An_actor_that_answers_its_bell_before_its_turn_loses_no_mail(string strategy) =>
        Explorer.Survives(() => DrainAsync(answersFirst: true), strategy, 1000, output);

    private static async Task DrainAsync(bool answersFirst)
    {
        const int Count = 3;
        var mailbox = new Mailbox(capacity: 2);
        var sender = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
            {
                await mailbox.PutAsync(new Mail(Listed.Now, Before: null), CancellationToken.None);
            }
        });
        for (var taken = 0; taken < Count;)
        {
            await mailbox.WaitAsync(CancellationToken.None);
            if (answersFirst)
            {
                mailbox.Answered();
            }

            while (mailbox.TryTake(out _))
            {
                taken++;
            }

            if (!answersFirst)
            {
                mailbox.Answered();
            }
        }

        await sender;
    }
}
