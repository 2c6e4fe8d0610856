namespace KubeDirect.EmbeddedApi.Faults;

/// <summary>What is to go wrong with one request. Immutable.</summary>
public abstract record FaultAction
{
    private FaultAction()
    {
    }

    /// <summary>The request is refused and has no effect.</summary>
    /// <param name="Code">The HTTP status code, 400 to 599, such as 409, 429 or 500.</param>
    /// <param name="Reason">The machine-readable reason of the <c>Status</c>, such as <c>Conflict</c> or <c>TooManyRequests</c>.</param>
    /// <param name="Message">One sentence.</param>
    /// <param name="RetryAfterSeconds">What the <c>Retry-After</c> header says, in seconds; null for no such header.</param>
    public sealed record Refuse(int Code, string Reason, string Message, int? RetryAfterSeconds = null) : FaultAction;

    /// <summary>The connection breaks before the request has an effect.</summary>
    public sealed record LoseRequest : FaultAction;

    /// <summary>The request is carried out, then the connection breaks, so that the client cannot know. Not for watches.</summary>
    public sealed record LoseAnswer : FaultAction;

    /// <summary>The request is carried out later.</summary>
    /// <param name="Time">How much later, by the server's clock; not negative.</param>
    public sealed record Delay(TimeSpan Time) : FaultAction;
}
