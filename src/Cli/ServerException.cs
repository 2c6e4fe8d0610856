namespace KubeDirect.Cli;

/// <summary>
/// The program cannot serve, for example because a server does not answer. The message says why in one sentence; the program ends with
/// exit code 1.
/// </summary>
internal sealed class ServerException(string message) : Exception(message);
