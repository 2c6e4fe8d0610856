namespace KubeDirect.Cli;

/// <summary>The command line is wrong. The message says why in one sentence; the program ends with exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
