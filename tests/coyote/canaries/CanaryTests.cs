using Xunit;
using Xunit.Abstractions;

namespace KubeDirect.Tests.Coyote;

/// <summary>Bugs that were put in on purpose: if one is not found, the scenarios that find nothing prove nothing.</summary>
public sealed class CanaryTests(ITestOutputHelper output)
{
    /// <summary>The bug, the scenario and the strategy that find it, within how many schedules, and what Coyote says of it.</summary>
    public static TheoryData<string, string, string, uint, string> Canaries => new()
    {
        { "actor-bell", "two stages that reconnect at once converge", "prioritization", 50, "Deadlock" },
        { "connect-before-use", "two stages that reconnect at once converge", "probabilistic", 50, "Deadlock" },
        { "epoch-read-twice", "late messages of an old epoch have no effect", "prioritization", 300, "EpochFencing" },
        { "token-ignored", "stages are stopped during their handshakes", "prioritization", 50, "Deadlock" },
        { "permit-lost", "a work queue's keys change while they are worked on", "probabilistic", 100, "Deadlock" },
        { "lock-dropped", "a work queue's keys change while they are worked on", "delay-bounding", 50, "Deadlock" },
        { "queue-completed-twice", "a work queue's keys change while they are worked on", "delay-bounding", 50, "Two workers" },
        { "check-then-act", "a watch expires while a handler runs", "probabilistic", 2000, "was not there for a while" },
        { "missed-deletion", "publishing races with a deletion by a user", "prioritization", 500, "Deadlock" },
        { "renewal-counted-from-answer", "leadership is lost and regained", "prioritization", 1000, "Two lead at once" },
    };

    [Theory]
    [MemberData(nameof(Canaries))]
    public void Is_found(string canary, string scenario, string strategy, uint within, string symptom)
    {
        Canary.Release(canary);
        try
        {
            var bug = Explorer.Run(scenario, canary, strategy, within, seed: 1).Bug;
            Assert.True(bug is not null, $"{within} schedules showed nothing of {canary}.");
            output.WriteLine($"{canary}: found after {bug.Number} schedules: {bug.Bug}");
            Assert.Contains(symptom, bug.Bug, StringComparison.Ordinal);
        }
        finally
        {
            Canary.Release("");
        }
    }

    [Fact]
    public void A_schedule_that_was_written_to_a_file_shows_the_same_bug_when_it_is_replayed()
    {
        Canary.Release("queue-completed-twice");
        try
        {
            var bug = Explorer.Run(
                "a work queue's keys change while they are worked on", "queue-completed-twice", "prioritization", 1000, seed: 1).Bug!;
            var read = Schedule.Load(bug.Save());
            Assert.Equal(bug with { Trace = read.Trace }, read);
            Assert.Equal(bug.Bug, Explorer.Replay(read));
            Canary.Release("");
            Assert.NotEqual(bug.Bug, Explorer.Replay(read));
        }
        finally
        {
            Canary.Release("");
        }
    }
}
