using KubeDirect.StateMachine;
using Xunit;
using static KubeDirect.Tests.Refinement.Model.Topology;

namespace KubeDirect.Tests.Refinement;

/// <summary>Logs of broken links as a clock has them, and the order in which the specification can have them.</summary>
public sealed class CausalOrderTests
{
    private const string Agent = "a";
    private static readonly LinkId Link = LinkId.To(new NodeName(Agent));
    private static readonly PodId Pod = new(new ScaleKey("default/web-abc"), "x");
    private static readonly Epoch First = new(1, 1);
    private static readonly Epoch Second = new(1, 2);

    private static readonly Update News = new(First, []);

    private static readonly ReplayedStep SchedulerBegins = Step(Scheduler, input: null);
    private static readonly ReplayedStep AgentBegins = Step(Agent, input: null);
    private static readonly ReplayedStep Connects = Step(Scheduler, new Connect(Link), new SendDown(Link, new Hello(First)));
    private static readonly ReplayedStep Greeted = Step(Agent, new FromAbove(new Hello(First)));
    private static readonly ReplayedStep ConnectsAgain = Step(Scheduler, new Connect(Link), new SendDown(Link, new Hello(Second)));
    private static readonly ReplayedStep GreetedAgain = Step(Agent, new FromAbove(new Hello(Second)));
    private static readonly ReplayedStep Lost = Step(Scheduler, new LinkLost(Link));
    private static readonly ReplayedStep Binds =
        Step(Scheduler, new BindPod(Pod, new NodeName(Agent)), new SendDown(Link, new Bind(First, Pod, default)));
    private static readonly ReplayedStep ReadsBind = Step(Agent, new FromAbove(new Bind(First, Pod, default)));
    private static readonly ReplayedStep Ends = Step(Agent, new PodStopped(Pod), new SendUp(News));
    private static readonly ReplayedStep ReadsEnd = Step(Scheduler, new FromBelow(Link, News));

    [Fact]
    public void What_an_end_reads_comes_before_the_other_end_gives_the_connection_up() =>
        Assert.Equal(
            [SchedulerBegins, AgentBegins, Connects, Greeted, Binds, ReadsBind, Lost],
            Accepted(SchedulerBegins, AgentBegins, Connects, Greeted, Binds, Lost, ReadsBind));

    [Fact]
    public void What_a_crashed_stage_had_sent_is_read_before_its_next_run_begins() =>
        Assert.Equal(
            [SchedulerBegins, AgentBegins, Connects, Greeted, Ends, ReadsEnd, AgentBegins],
            Accepted(SchedulerBegins, AgentBegins, Connects, Greeted, Ends, AgentBegins, ReadsEnd));

    [Fact]
    public void A_run_has_begun_when_the_connection_is_made_on_which_it_is_greeted() =>
        Assert.Equal(
            [SchedulerBegins, AgentBegins, Connects, Greeted],
            Accepted(SchedulerBegins, Connects, AgentBegins, Greeted));

    [Fact]
    public void What_is_read_in_an_epoch_that_was_given_up_is_refused()
    {
        ReplayedStep[] steps = [SchedulerBegins, AgentBegins, Connects, Greeted, Binds, Lost, ConnectsAgain, GreetedAgain, ReadsBind];
        var ordered = CausalOrder.Of(new TraceNames(steps), steps);
        Assert.Equal(steps, ordered.Select(step => step.Step));
        Assert.Equal([ReadsBind], ordered.Where(step => step.Refused).Select(step => step.Step));
    }

    [Fact]
    public void Before_a_hello_that_comes_after_the_end_of_its_own_connection_the_log_ends() =>
        Assert.Equal(
            [SchedulerBegins, AgentBegins, Connects],
            Accepted(SchedulerBegins, AgentBegins, Connects, Lost, ConnectsAgain, GreetedAgain, Greeted));

    private static IEnumerable<ReplayedStep> Accepted(params ReplayedStep[] steps)
    {
        var ordered = CausalOrder.Of(new TraceNames(steps), steps);
        Assert.DoesNotContain(ordered, step => step.Refused);
        return ordered.Select(step => step.Step);
    }

    private static ReplayedStep Step(string stage, Input? input, params Output[] outputs) =>
        new(default, stage, input, outputs, Changed: true, Incarnation: null);
}
