namespace KubeDirect.Tests.Coyote.World;

/// <summary>A crash that a scenario wanted.</summary>
internal sealed class CrashException() : Exception("This stage crashed on demand.");
