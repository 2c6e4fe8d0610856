using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KubeDirect.Tests.ControlPlane;

/// <summary>The certificates, keys and tokens of one control plane, made for it alone and written into its folder.</summary>
internal sealed class Credentials : IDisposable
{
    private readonly string folder;
    private readonly List<string> tokens = [];

    /// <summary>Makes a certificate authority, the API server's certificate and the key of the service accounts.</summary>
    /// <param name="folder">An existing folder, which only this user should be able to read.</param>
    /// <param name="now">The time from which the certificates are valid, for a day.</param>
    public Credentials(string folder, DateTimeOffset now)
    {
        this.folder = folder;
        DateTimeOffset from = now.AddMinutes(-5);
        DateTimeOffset to = now.AddDays(1);

        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=kubedirect-test-ca", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, false));
        Authority = authority.CreateSelfSigned(from, to);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=kube-apiserver", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.Parse("10.0.0.1"));
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using X509Certificate2 certificate = server.Create(Authority, from, to, RandomNumberGenerator.GetBytes(16));

        using var accounts = RSA.Create(2048);
        Write("ca.crt", Authority.ExportCertificatePem());
        Write("server.crt", certificate.ExportCertificatePem());
        Write("server.key", serverKey.ExportPkcs8PrivateKeyPem());
        Write("accounts.key", accounts.ExportRSAPrivateKeyPem());
        Write("accounts.pub", accounts.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>The certificate that the API server's is signed by.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The path of one of the files: <c>ca.crt</c>, <c>server.crt</c>,
    /// <c>server.key</c>, <c>accounts.key</c>, <c>accounts.pub</c>, <c>tokens.csv</c>.</summary>
    public string File(string name) => Path.Combine(folder, name);

    /// <summary>Makes a bearer token for a user; it counts once
    /// <see cref="WriteTokens"/> has been called and the API server started.</summary>
    public string AddUser(string user, params string[] groups)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        tokens.Add($"{token},{user},{user},\"{string.Join(',', groups)}\"");
        return token;
    }

    /// <summary>Writes <c>tokens.csv</c>, the API server's token file.</summary>
    public void WriteTokens() => Write("tokens.csv", string.Join('\n', tokens) + "\n");

    /// <summary>Writes a kubeconfig that names the server, trusts the authority and carries a token.</summary>
    /// <returns>Its path.</returns>
    public string WriteKubeconfig(string name, Uri server, string token)
    {
        string authority = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Authority.ExportCertificatePem()));
        Write(name + ".kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: local
              cluster:
                server: {{server.GetLeftPart(UriPartial.Authority)}}
                certificate-authority-data: {{authority}}
            users:
            - name: {{name}}
              user:
                token: {{token}}
            contexts:
            - name: local
              context:
                cluster: local
                user: {{name}}
            current-context: local
            """);
        return File(name + ".kubeconfig");
    }

    /// <inheritdoc/>
    public void Dispose() => Authority.Dispose();

    private void Write(string name, string content) => System.IO.File.WriteAllText(File(name), content);
}
