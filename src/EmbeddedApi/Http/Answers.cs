using System.Text;
using KubeDirect.EmbeddedApi.Model;
using Microsoft.AspNetCore.Http;

namespace KubeDirect.EmbeddedApi.Http;

/// <summary>Writes whole answers. Stateless.</summary>
internal static class Answers
{
    private const string MediaType = "application/json";

    /// <summary>A JSON answer of known length.</summary>
    public static async Task JsonAsync(HttpContext context, int code, ReadOnlyMemory<byte> json)
    {
        var response = context.Response;
        response.StatusCode = code;
        response.ContentType = MediaType;
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>A plain-text answer.</summary>
    public static async Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }

    /// <summary>Starts a JSON answer whose length is not known yet.</summary>
    public static void StartJson(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = MediaType;
    }

    /// <summary>The <c>Status</c> that says that something was deleted.</summary>
    public static byte[] Deleted(ResourceType type, string name, string uid)
    {
        var details = new System.Text.Json.Nodes.JsonObject { ["name"] = name };
        if (type.Group.Length > 0)
        {
            details["group"] = type.Group;
        }

        details["kind"] = type.Plural;
        details["uid"] = uid;
        return Json.Encode(new System.Text.Json.Nodes.JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new System.Text.Json.Nodes.JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }
}
