using System.Collections.Immutable;
using System.Text.Json;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime.Tracing;

public sealed class NdjsonTraceTests : IDisposable
{
    private static readonly ScaleKey Web = new("default/web");
    private static readonly PodId Pod = new(new ScaleKey("default/web-abc"), "x");
    private static readonly Epoch Now = new(1, 1);
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly List<string> failures = [];

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Each_step_that_is_taken_is_a_line_with_its_input_and_its_outputs()
    {
        using (var trace = Trace(path))
        {
            var state = KubeletState.Initial(new NodeName("a")) with { Above = new LinkAbove(Now, Answered: true) };
            state = Take(trace, state, new PodStopped(Pod)); // Refused: there is no such Pod.
            state = Take(trace, state, new FromAbove(new Bind(Now, Pod, default)));
            Take(trace, state, new FromAbove(new Hello(new Epoch(1, 2))));
        }

        var lines = File.ReadAllLines(path).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([1, 2, 3], lines.Select(line => line.GetProperty("seq").GetInt32()));
        Assert.Equal(["Begin", "RecvBind", "RecvHello"], lines.Select(line => line.GetProperty("action").GetString()!));
        Assert.Equal(
            ("a", Pod.ToString(), Time.GetUtcNow()),
            (
                lines[1].GetProperty("stage").GetString(),
                lines[1].GetProperty("pod").GetString(),
                lines[1].GetProperty("at").GetDateTimeOffset()));
        var outputs = lines[1].GetProperty("outputs");
        Assert.Equal("StartPod", outputs[0].GetProperty("effect").GetString());
        var report = outputs[1].GetProperty("pods")[0];
        Assert.Equal(
            ("Update", "Starting", "a"),
            (outputs[1].GetProperty("send").GetString(), report.GetProperty("phase").GetString(), report.GetProperty("node").GetString()));
        Assert.Empty(failures);
    }

    public static TheoryData<Input> Inputs =>
    [
        new Connect(LinkId.Only),
        new LinkLost(LinkId.To(new NodeName("a"))),
        new Scale(Web, 3),
        new Scale(Web, null),
        Listed.Now,
        Answer.Now,
        new PushCount(Web),
        new CreatePod(Pod, 1),
        new TombstonePod(Pod),
        new BindPod(Pod, new NodeName("a")),
        new Publish(Pod),
        new Park(Web),
        new PodStarted(Pod),
        new PodStopped(Pod),
        new PublishDone(Pod, PublishOutcome.Done, "u"),
        new ObserveDeleted(Pod, "u", Gone: true),
        new ObserveObject(Pod, "u"),
        new Excuse(new NodeName("a")),
        new ObserveDeployment(Web, Pod.Owner),
        new ObserveDeployment(Web, null),
        new ObserveReplicaSet(Web, Exists: true),
        new ObserveShape(Web, null),
        new ObserveNode(new NodeName("a"), null),
        new ObserveShape(
            Web,
            new PodShape(
                new Resources(1, 2, 3),
                ImmutableSortedDictionary<string, string>.Empty.Add("disk", "ssd"),
                [new Toleration("k", "v", AnyValue: false, "NoSchedule")])),
        new ObserveNode(
            new NodeName("a"),
            new NodeSpec(
                new Resources(1, 2, 3),
                ImmutableSortedDictionary<string, string>.Empty.Add("disk", "ssd"),
                [new Taint("k", "v", "NoSchedule")],
                Ready: true,
                Unschedulable: false)),
        new FromAbove(new SetCount(Now, Web, new Count(1, 1))),
        new FromAbove(new Place(Now, Pod)),
        new FromAbove(new Tombstone(Now, [Pod])),
        new FromBelow(LinkId.Only, new CountAck(Now, Web, 1)),
        new FromBelow(LinkId.Only, new ScaleSnapshot(Now, ImmutableSortedDictionary<ScaleKey, Count>.Empty.Add(Web, new Count(1, 1)))),
        new FromBelow(LinkId.Only, new PodSnapshot(Now, [new PodReport(Pod, Phase.Pending, NodeName.None, default)], [Pod])),
    ];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Any_input_and_any_output_is_read_back_from_its_line_as_it_was_and_has_no_name_twice(Input input)
    {
        ImmutableArray<Output> outputs =
        [
            new SendUp(new Hello(Now)), new SendDown(LinkId.Only, new Place(Now, Pod)), new StartPod(Pod), new StopPod(Pod),
            new CreateObject(Pod), new ShowReady(Pod, "u"), new DeleteObject(Pod, "u"),
        ];
        using (var trace = Trace(path))
        {
            trace.OnStep("any", State, input, new Step<AutoscalerState>(State, outputs));
        }

        var line = JsonDocument.Parse(File.ReadAllLines(path)[1], new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement;
        Assert.True(TraceJson.AreEqual(input, TraceJson.ReadInput(line)), line.ToString());
        Assert.All(
            line.GetProperty("outputs").EnumerateArray().Zip(outputs),
            pair => Assert.True(TraceJson.AreEqual(pair.Second, TraceJson.ReadOutput(pair.First)), pair.First.ToString()));
    }

    /// <summary>Once, a full disk ended every stage that was traced.</summary>
    [Fact]
    public async Task A_file_that_takes_no_more_ends_the_trace_and_not_the_stage()
    {
        using var trace = Trace("/dev/full");
        await using var actor = new StageActor<AutoscalerState>(
            "autoscaler",
            new AutoscalerStage(),
            AutoscalerState.Initial(1),
            NoEffects.Instance,
            new StageActorOptions { Observers = [trace] },
            NullLogger.Instance);
        actor.Start();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Post(new Scale(Web, 1));
        actor.Post(new Scale(Web, 2));
        actor.Call(done.SetResult);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(2, actor.State.Wants[Web]);
        Assert.StartsWith(
            "The trace ends after 0 lines, because its file cannot be written: ",
            Assert.Single(failures),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_after_it_was_disposed_are_not_traced()
    {
        var trace = Trace(path);
        trace.Dispose();
        trace.OnStep("any", State, Listed.Now, new Step<AutoscalerState>(State, []));
        Assert.Empty(File.ReadAllLines(path));
        Assert.Empty(failures);
    }

    private static AutoscalerState State { get; } = AutoscalerState.Initial(1);

    private static KubeletState Take(NdjsonTrace trace, KubeletState state, Input input)
    {
        var step = new KubeletStage(1).Apply(state, input);
        trace.OnStep("a", state, input, step);
        return step.State;
    }

    private NdjsonTrace Trace(string file) => new(file, Time, failures.Add);
}
