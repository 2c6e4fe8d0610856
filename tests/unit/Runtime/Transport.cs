namespace KubeDirect.Tests.Unit.Runtime;

public enum Transport
{
    InMemory,
    Grpc,
}
