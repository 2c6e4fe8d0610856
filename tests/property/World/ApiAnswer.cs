using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

internal sealed record ApiAnswer(NodeName Node, int Run, PublishDone Done);
