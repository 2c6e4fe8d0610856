namespace KubeDirect.Tests.SpecMutants.Runs;

/// <summary>The jar is none of TLC.</summary>
internal sealed class NoTlcException : Exception
{
    public NoTlcException()
    {
    }

    public NoTlcException(string message)
        : base(message)
    {
    }

    public NoTlcException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
