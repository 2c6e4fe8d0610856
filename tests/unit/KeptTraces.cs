namespace KubeDirect.Tests.Unit;

/// <summary>Logs of chains that the Test command gives to TLC afterwards, in the
/// folder that <c>KUBEDIRECT_TRACES</c> names; without it, none are kept.</summary>
internal static class KeptTraces
{
    /// <summary>Keeps a log.</summary>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="log">Its lines.</param>
    public static Task KeepAsync(string name, byte[] log) =>
        Environment.GetEnvironmentVariable("KUBEDIRECT_TRACES") is { } folder
        ? File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.ndjson"), log)
        : Task.CompletedTask;
}
