using System.Text.RegularExpressions;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class LifecycleTests
{
    private static readonly Epoch Link = new(1, 1);

    [Fact]
    public void No_arrow_of_the_life_cycle_leads_backwards()
    {
        foreach (var phase in Enum.GetValues<Phase>())
        {
            foreach (var trigger in Enum.GetValues<Trigger>())
            {
                Assert.True(
                    PodLifecycle.Next(phase, trigger) is not { } next || next > phase,
                    $"{phase} --{trigger}--> {PodLifecycle.Next(phase, trigger)}");
            }
        }
    }

    [Fact]
    public void Termination_leads_nowhere_but_to_gone()
    {
        var ways = Enum.GetValues<Trigger>().Select(trigger => PodLifecycle.Next(Phase.Terminating, trigger)).OfType<Phase>();
        Assert.Equal([Phase.Gone], ways);
        Assert.All(Enum.GetValues<Trigger>(), trigger => Assert.Null(PodLifecycle.Next(Phase.Gone, trigger)));
    }

    [Fact]
    public void The_table_that_is_kept_is_what_the_definition_says()
    {
        var table = PodLifecycle.Tabulate();
        Assert.All(
            Enum.GetValues<Phase>(),
            phase =>
                Assert.All(
                    Enum.GetValues<Trigger>(),
                    trigger => Assert.Equal(PodLifecycle.Next(phase, trigger), table[(int)phase, (int)trigger])));
    }

    [Fact]
    public void A_pod_is_bound_only_while_it_is_pending() =>
        Assert.Equal([Phase.Pending], Enum.GetValues<Phase>().Where(phase => PodLifecycle.Next(phase, Trigger.Bind) is not null));

    [Fact]
    public void The_diagram_in_the_documentation_is_drawn_from_the_definition()
    {
        var diagram = PodLifecycle.ToMermaid().ReplaceLineEndings("\n").Trim();
        Assert.Contains(
            diagram,
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "lifecycle.md")).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_trigger_that_the_phase_does_not_permit_is_an_error() =>
        Assert.Equal(
            "An entry that is Gone does not Drop.",
            Assert.Throws<InvalidOperationException>(() => PodLifecycle.Fire(Phase.Gone, Trigger.Drop)).Message);

    [Fact]
    public void Each_trigger_is_fired_by_a_step_and_takes_the_entry_where_the_life_cycle_leads()
    {
        var scheduler = new SchedulerWorld(1).InSync();
        var pod = scheduler.Place(SchedulerWorld.Low);
        var accepted = scheduler.State.Pods[pod].Phase;
        scheduler.Take(new BindPod(pod, SchedulerWorld.A));
        var bound = scheduler.State.Pods[pod].Phase;

        var kubelet = new KubeletStage(1);
        var greeted = kubelet.Apply(KubeletState.Initial(SchedulerWorld.A), new FromAbove(new Hello(Link))).State;
        var answered = kubelet.Apply(greeted, Answer.Now).State;
        var held = kubelet.Apply(answered, new FromAbove(new Bind(Link, pod, default))).State;
        var ready = kubelet.Apply(held, new PodStarted(pod)).State;
        var terminating = kubelet.Apply(ready, new FromAbove(new Tombstone(Link, [pod]))).State;
        var gone = kubelet.Apply(terminating, new PodStopped(pod)).State;

        Phase[] phases = [
            PodLifecycle.Initial,
            accepted,
            bound,
            held.PhaseOf(pod),
            ready.PhaseOf(pod),
            terminating.PhaseOf(pod),
            gone.PhaseOf(pod),
        ];
        var lived = phases.Zip(
            phases.Skip(1),
            (from, to) => Enum.GetValues<Trigger>().Single(trigger => PodLifecycle.Next(from, trigger) == to));
        Assert.Equal(Enum.GetValues<Trigger>(), lived);
    }

    /// <summary>
    /// A phase that a stage sets without asking the life cycle would pass every other test for as long as both say the same.
    /// </summary>
    [Fact]
    public void Every_trigger_is_named_by_a_step_function_and_no_step_function_sets_a_phase_by_itself()
    {
        var sources = Directory
            .GetFiles(Path.Combine(Repository.Root, "src", "StateMachine"), "*.cs")
            .Where(file => Path.GetFileName(file) is not "PodLifecycle.cs")
            .Select(File.ReadAllText)
            .ToList();
        Assert.All(
            Enum.GetNames<Trigger>(),
            trigger => Assert.Contains(sources, source => source.Contains($"Trigger.{trigger})", StringComparison.Ordinal)));
        Assert.All(Enum.GetNames<Phase>(), phase => Assert.DoesNotContain(sources, source =>
            Regex.IsMatch(
                source,
                $@"Phase = Phase\.{phase}\b|new (Binding|PodView|LocalPod)\(Phase\.{phase}\b|new PodReport\([^()]*\bPhase\.{phase}\b",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(10))));
    }
}
