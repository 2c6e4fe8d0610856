namespace KubeDirect.Cli;

/// <summary>The command line cannot be understood; the message says why in one sentence. Exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A server that is needed is not to be had; the message says why in one sentence. Exit code 1.</summary>
internal sealed class ServerException(string message) : Exception(message);
