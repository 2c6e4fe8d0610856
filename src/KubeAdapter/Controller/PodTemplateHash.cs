using System.Globalization;
using System.Text;
using k8s.Models;

namespace KubeDirect.KubeAdapter.Controller;

/// <summary>Computes the hash of a Pod template that the Deployment controller puts into the names of ReplicaSets.</summary>
/// <remarks>
/// The form is that of Kubernetes: a 32-bit FNV-1a hash in decimal, written in an alphabet without vowels and look-alikes. The value
/// differs, because Kubernetes hashes a dump of Go's memory. Nothing compares the two: a ReplicaSet is found by its template and not by its
/// name.
/// </remarks>
public static class PodTemplateHash
{
    /// <summary>The alphabet of names that Kubernetes generates.</summary>
    public const string SafeAlphabet = StateMachine.PodNames.Alphabet;

    /// <summary>The hash of a template; its label <c>pod-template-hash</c> does not count.</summary>
    /// <param name="template">The template, with the API server's defaults.</param>
    /// <param name="collisionCount">The Deployment's <c>status.collisionCount</c>, which changes the hash; null for none.</param>
    /// <returns>1 to 10 letters of <see cref="SafeAlphabet"/>; the same on every machine and in every process.</returns>
    public static string Compute(V1PodTemplateSpec template, int? collisionCount = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        var hash = 2166136261u;
        hash = Add(hash, Encoding.UTF8.GetBytes(TemplateJson.OfTemplate(template)));
        if (collisionCount is { } collisions)
        {
            hash = Add(hash, BitConverter.IsLittleEndian
                ? BitConverter.GetBytes((long)collisions)
                : [.. BitConverter.GetBytes((long)collisions).Reverse()]);
        }

        return Encode(hash.ToString(CultureInfo.InvariantCulture));
    }

    private static uint Add(uint hash, byte[] bytes)
    {
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return hash;
    }

    private static string Encode(string digits) =>
        string.Create(digits.Length, digits, static (span, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                span[i] = SafeAlphabet[text[i] % SafeAlphabet.Length];
            }
        });
}
