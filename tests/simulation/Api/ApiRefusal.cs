using System.Text.Json.Nodes;

namespace KubeDirect.Tests.Simulation.Api;

/// <summary>A refusal with an HTTP status.</summary>
internal sealed class ApiRefusal(int code, string reason, string message) : Exception(message)
{
    public int Code => code;

    public string Json => new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = "Failure",
        ["code"] = code,
        ["reason"] = reason,
        ["message"] = Message,
    }.ToJsonString();
}
