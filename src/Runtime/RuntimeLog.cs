using Microsoft.Extensions.Logging;

namespace KubeDirect.Runtime;

/// <summary>The log messages of this project.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "Stage {Stage} stopped: one of its steps failed.")]
    public static partial void StageFailed(ILogger logger, string stage, Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Stage}: {Link} cannot be reached: {Why}")]
    public static partial void Unreachable(ILogger logger, string stage, string link, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stage}: the connection to {Link} broke: {Why}")]
    public static partial void Broke(ILogger logger, string stage, string link, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Stage}: a connection from above was closed: {Why}")]
    public static partial void Closed(ILogger logger, string stage, string why);
}
