using System.Collections.Immutable;
using System.Net;
using System.Text;
using KubeDirect.Runtime;
using KubeDirect.StateMachine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KubeDirect.Tests.Unit.Runtime;

public enum Transport
{
    InMemory,
    Grpc,
}
