using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

internal sealed record ApiObject(string Uid, NodeName Node, bool Running, bool Deleting);
