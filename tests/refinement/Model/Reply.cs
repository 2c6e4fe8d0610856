using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>An answer in flight.</summary>
internal sealed record Reply(string Node, int Pod, PublishOutcome Outcome, string Uid);
