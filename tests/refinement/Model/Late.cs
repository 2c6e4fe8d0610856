using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>The message that a broken connection left behind, and which way it goes.</summary>
internal sealed record Late(bool Down, Message Message);
