using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace KubeDirect.Tests.Simulation.Engine;

/// <summary>What happened, one line for an event. Two runs of one seed write the same bytes.</summary>
/// <param name="loop">Tells the time.</param>
/// <param name="to">Where the lines go; null for nowhere.</param>
internal sealed class EventLog(SimLoop loop, TextWriter? to)
{
    public bool Enabled => to is not null;

    public void Write(string who, string what) =>
        to?.Write(string.Create(CultureInfo.InvariantCulture, $"{loop.Now.TotalSeconds,12:0.000000} {who,-12} {what}\n"));

    /// <summary>The same for text that is made only if somebody reads it: most seeds are run without a log.</summary>
    public void Write(string who, [InterpolatedStringHandlerArgument("")] ref Text what)
    {
        if (Enabled)
        {
            Write(who, what.Made.ToStringAndClear());
        }
    }

    /// <summary>What the compiler makes of an interpolated string, for <see cref="Write(string, ref Text)"/>.</summary>
    [InterpolatedStringHandler]
    internal ref struct Text
    {
        public DefaultInterpolatedStringHandler Made;

        public Text(int literals, int holes, EventLog log, out bool wanted)
        {
            wanted = log.Enabled;
            Made = wanted ? new DefaultInterpolatedStringHandler(literals, holes, CultureInfo.InvariantCulture) : default;
        }

        public void AppendLiteral(string value) => Made.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => Made.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) => Made.AppendFormatted(value, format);
    }

    /// <summary>A writer that keeps nothing but a hash of what is written.</summary>
    public sealed class Hashing : TextWriter
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public long Lines { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(string? value)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(value ?? ""));
            Lines++;
        }

        public string Finish() => Convert.ToHexString(hash.GetHashAndReset());

        protected override void Dispose(bool disposing)
        {
            hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
