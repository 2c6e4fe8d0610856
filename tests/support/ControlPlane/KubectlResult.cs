namespace KubeDirect.Tests.ControlPlane;

/// <summary>How a run of kubectl ended.</summary>
/// <param name="ExitCode">Its exit code; 0 is success.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
public sealed record KubectlResult(int ExitCode, string Output, string Error);
