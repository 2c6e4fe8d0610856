using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>Something that happens to a chain: what, and which of the candidates (modulo how many there are).</summary>
internal sealed record Command(CommandKind Kind, int Pick)
{
    public override string ToString() => $"{Kind}({Pick})";

    /// <summary>Lets it happen, and adds a sentence about it to the chain's story; without a candidate nothing does.</summary>
    public void Run(Chain chain)
    {
        switch (Kind)
        {
            case CommandKind.Scale:
                Scale(chain);
                break;
            case CommandKind.Decide:
                Choose(chain.Decisions().ToList())?.Invoke();
                break;
            case CommandKind.Deliver:
                Choose(Deliveries.InFlight(chain).ToList())?.Invoke();
                break;
            case CommandKind.DeliverLate:
                Choose(Deliveries.Late(chain).ToList())?.Invoke();
                break;
            case CommandKind.Connect:
                chain.Connect(AnyWire(chain));
                break;
            case CommandKind.Break:
                Tell(chain, $"the link {chain.NameOf(AnyWire(chain))} breaks; {Pick % 3} messages each way may arrive late");
                AnyWire(chain).Break(keep: Pick % 3);
                break;
            case CommandKind.Crash:
                Crash(chain);
                break;
            case CommandKind.Runtime or CommandKind.ApiAnswers:
                Outside.Answer(chain, Kind, Pick);
                break;
            case CommandKind.ApiServes or CommandKind.ApiFails:
                Outside.Serve(chain, Kind == CommandKind.ApiFails, Pick);
                break;
            case CommandKind.Watch:
                Outside.Watch(chain, Pick);
                break;
            case CommandKind.UserDeletes:
                Outside.Delete(chain, Pick);
                break;
            case CommandKind.Excuse:
                Tell(chain, $"the Scheduler goes on without {AnyNode(chain)}");
                chain.StepS(new Excuse(AnyNode(chain)));
                break;
            case CommandKind.Cancel:
                Tell(chain, $"the Scheduler gives {AnyNode(chain)} up, if it is away");
                chain.StepS(new Cancel(AnyNode(chain)));
                break;
            case CommandKind.Mark:
                Outside.Mark(chain, Pick);
                break;
            case CommandKind.Cordon:
                Tell(chain, $"{AnyNode(chain)} is cordoned or uncordoned");
                chain.Cordon(AnyNode(chain), !chain.Cordoned.Contains(AnyNode(chain)));
                break;
            case CommandKind.Template:
                var function = AnyFunction(chain);
                Tell(chain, $"{function.Deployment} gets template {Pick / 7 % 3}");
                chain.ChangeTemplate(function, Pick / 7 % 3);
                break;
            case CommandKind.Run:
                Tell(chain, $"all goes well for {Pick % 300} rounds");
                for (var round = Pick % 300; round > 0 && chain.Safety.Violations.Count == 0 && Healing.Advance(chain); round--)
                {
                    chain.Safety.Check(chain);
                }

                break;
        }
    }

    private static void Tell(Chain chain, string sentence) => chain.Story.Add(sentence);

    private void Scale(Chain chain)
    {
        // Up to what the nodes hold and a little more, over all functions.
        var most = 2 + (chain.Room * 5 / 4 / chain.Functions.Length);
        var function = AnyFunction(chain);
        Tell(chain, $"{function.Deployment} is scaled to {Pick / 7 % most}");
        chain.Scale(function, Pick / 7 % most);
    }

    private void Crash(Chain chain)
    {
        var kind = (StageKind)(Pick % 5);
        var node = kind == StageKind.Kubelet ? chain.Nodes[Pick / 5 % chain.Nodes.Length] : default;
        Tell(chain, kind == StageKind.Kubelet ? $"the Kubelet of {node} crashes and starts again" : $"the {kind} stage crashes and starts again");
        chain.Restart(kind, node);
    }

    private Wire AnyWire(Chain chain) => chain.Wires.ElementAt(Pick % chain.Wires.Count());

    private NodeName AnyNode(Chain chain) => chain.Nodes[Pick % chain.Nodes.Length];

    private Function AnyFunction(Chain chain) => chain.Functions[Pick % chain.Functions.Length];

    private T? Choose<T>(List<T> candidates) => candidates.Count == 0 ? default : candidates[Pick % candidates.Count];
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
    Cancel,
    Mark,
    Cordon,
    Template,
    Run,
}
