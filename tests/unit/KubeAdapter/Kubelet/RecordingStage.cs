using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet;

/// <summary>A stage that notes its inputs. Thread-safe.</summary>
internal sealed class RecordingStage : IStageActor
{
    private readonly List<Input> got = [];

    public string Name => "n1";

    public IReadOnlyList<Input> Got
    {
        get
        {
            lock (got)
            {
                return [.. got];
            }
        }
    }

    public void Post(Input input)
    {
        lock (got)
        {
            got.Add(input);
        }
    }

    public Task PostAsync(Input input, Func<bool>? before, CancellationToken cancellation) => throw new NotSupportedException();

    public void Call(Action action) => throw new NotSupportedException();

    public void Wake() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
