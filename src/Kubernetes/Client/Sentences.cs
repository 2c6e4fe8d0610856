using System.Net.Sockets;
using System.Security.Authentication;

namespace KubeDirect.Kubernetes.Client;

/// <summary>Describes failures of the HTTP and TLS libraries in one line.</summary>
internal static class Sentences
{
    private const int Longest = 300;

    /// <summary>The first line, cut at 300 characters: some libraries put whole response bodies into their messages.</summary>
    public static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = (end < 0 ? text : text[..end]).Trim();
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }

    /// <summary>Why a request got no answer.</summary>
    public static string NoAnswer(Uri server, Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
            {
                return $"The API server at {server} cannot be reached: {FirstLine(socket.Message)}.";
            }

            if (e is AuthenticationException)
            {
                return $"The API server at {server} does not present a certificate that the kubeconfig trusts.";
            }
        }

        return $"The API server at {server} gave no usable answer: {FirstLine(failure.Message)}";
    }
}
