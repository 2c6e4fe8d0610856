namespace KubeDirect.Tests.Unit.Runtime;

/// <summary>What carries the links of a <see cref="TestChain"/>.</summary>
public enum Transport
{
    /// <summary>Queues in this process.</summary>
    InMemory,

    /// <summary>gRPC over loopback.</summary>
    Grpc,
}
