using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>Something that happens to a chain: what, and which of the candidates (modulo how many there are).</summary>
internal sealed record Command(CommandKind Kind, int Pick)
{
    public override string ToString() => $"{Kind}({Pick})";

    /// <summary>Lets it happen; without a candidate nothing does.</summary>
    public void Run(Chain chain)
    {
        switch (Kind)
        {
            case CommandKind.Scale:
                chain.Scale(Pick % 8);
                break;
            case CommandKind.Decide:
                Choose(chain.Decisions().ToList())?.Invoke();
                break;
            case CommandKind.Deliver:
                Choose(Messages(chain).ToList())?.Invoke();
                break;
            case CommandKind.DeliverLate:
                Choose(LateMessages(chain).ToList())?.Invoke();
                break;
            case CommandKind.Connect:
                chain.Connect(chain.Wires.ElementAt(Pick % chain.Wires.Count()));
                break;
            case CommandKind.Break:
                chain.Wires.ElementAt(Pick % chain.Wires.Count()).Break(keep: Pick % 3);
                break;
            case CommandKind.Crash:
                var kind = (StageKind)(Pick % 5);
                chain.Restart(kind, kind == StageKind.Kubelet ? chain.Nodes[Pick / 5 % chain.Nodes.Length] : default);
                break;
            case CommandKind.Runtime:
                RunRuntime(chain);
                break;
            case CommandKind.ApiServes or CommandKind.ApiFails:
                if (chain.Api.Requests.Count > 0)
                {
                    chain.Api.Apply(chain.Api.Requests[Pick % chain.Api.Requests.Count], fail: Kind == CommandKind.ApiFails);
                }

                break;
            case CommandKind.ApiAnswers:
                TakeAnswer(chain);
                break;
            case CommandKind.Watch:
                Watch(chain);
                break;
            case CommandKind.UserDeletes:
                chain.Api.UserDeletes(chain.Api.Objects.Keys.OrderBy(pod => pod).ElementAtOrDefault(Pick % Math.Max(1, chain.Api.Objects.Count)));
                break;
            case CommandKind.Excuse:
                chain.StepS(new Excuse(chain.Nodes[Pick % chain.Nodes.Length]));
                break;
        }
    }

    private static IEnumerable<Action> Messages(Chain chain)
    {
        foreach (var wire in chain.Wires)
        {
            if (wire.Down.Count > 0)
            {
                yield return () => chain.Deliver(wire, down: true, wire.Down.Dequeue());
            }

            if (wire.Up.Count > 0)
            {
                yield return () => chain.Deliver(wire, down: false, wire.Up.Dequeue());
            }
        }
    }

    private static IEnumerable<Action> LateMessages(Chain chain)
    {
        foreach (var wire in chain.Wires)
        {
            foreach (var late in wire.Late)
            {
                yield return () =>
                {
                    wire.Late.Remove(late);
                    chain.Deliver(wire, late.IsDown, late.Message);
                };
            }
        }
    }

    private T? Choose<T>(List<T> candidates) => candidates.Count == 0 ? default : candidates[Pick % candidates.Count];

    private void RunRuntime(Chain chain)
    {
        if (chain.Runtime.Count == 0)
        {
            return;
        }

        var answer = chain.Runtime[Pick % chain.Runtime.Count];
        chain.Runtime.Remove(answer);
        if (chain.Runs[answer.Node] == answer.Run)
        {
            chain.StepK(answer.Node, answer.Answer);
        }
    }

    private void TakeAnswer(Chain chain)
    {
        if (chain.Api.Answers.Count == 0)
        {
            return;
        }

        var answer = chain.Api.Answers[Pick % chain.Api.Answers.Count];
        chain.Api.Answers.Remove(answer);
        if (chain.Runs[answer.Node] == answer.Run)
        {
            chain.StepK(answer.Node, answer.Done);
        }
    }

    private void Watch(Chain chain)
    {
        foreach (var (pod, shown) in chain.Api.Objects.OrderBy(pair => pair.Key).Skip(Pick % Math.Max(1, chain.Api.Objects.Count)).Take(1))
        {
            chain.StepK(shown.Node, shown.Deleting ? new ObserveDeleted(pod, shown.Uid, Gone: false) : new ObserveGhost(pod, shown.Uid));
        }
    }
}

internal enum CommandKind
{
    Scale,
    Decide,
    Deliver,
    DeliverLate,
    Connect,
    Break,
    Crash,
    Runtime,
    ApiServes,
    ApiFails,
    ApiAnswers,
    Watch,
    UserDeletes,
    Excuse,
}
