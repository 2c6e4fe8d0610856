using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using KubeDirect.StateMachine;
using Xunit;
using Xunit.Abstractions;
using Batch = KubeDirect.Runtime.Grpc.Wire.Batch;

namespace KubeDirect.Tests.Property.Codecs;

public sealed class CodecProperties(ITestOutputHelper output)
{
    private const int Size = 12;

    [Fact]
    public void Every_kind_of_message_is_generated()
    {
        var kinds = typeof(Message).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Message)) && !type.IsAbstract).ToHashSet();
        var generated =
            MessageGenerators.Kinds.Select(kind => kind(new Epoch(1, 1)).Sample(1, new Rnd(1), Size).Single().GetType()).ToHashSet();
        Assert.Equal(kinds.Select(type => type.Name).Order(), generated.Select(type => type.Name).Order());
    }

    [Fact]
    public void A_batch_is_read_as_it_was_written() =>
        new Runs(output, 1500).Check(
            MessageGenerators.Batches,
            Size,
            written =>
            {
                var read = BatchDecoder.Decode(Batch.Parser.ParseFrom(BatchEncoder.Encode(written).ToByteArray()));
                return written.Select(MessageGenerators.Text).SequenceEqual(read.Select(MessageGenerators.Text))
                    ? null
                    : $"RoundTrip: {Words(read)} was read";
            },
            written => written.Count < 2
                ? []
                : written.Select((_, left) => (IReadOnlyList<Message>)[.. written.Where((_, i) => i != left)]),
            written => $"{Words(written)} was written");

    [Fact]
    public void Arbitrary_bytes_give_a_batch_or_a_typed_error() =>
        CheckBytes(Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value)), 10_000, size: 60);

    [Fact]
    public void The_bytes_of_a_batch_with_a_few_changed_left_out_or_repeated_give_a_batch_or_a_typed_error()
    {
        var (parsed, refused, decoded) = CheckBytes(Mutated, 3000, Size);

        // Not vacuous: some get past the parser only, and some are other messages.
        Assert.True(refused > parsed / 50 && decoded > parsed / 50, $"{parsed} parsed, {refused} of them refused, {decoded} decoded");
    }

    private static readonly Gen<byte[]> Mutated =
        from batch in MessageGenerators.Batches
        from kinds in Gen.Choose(0, 4).ArrayOf(3)
        from places in Gen.Choose(0, int.MaxValue).ArrayOf(3)
        from values in Gen.Choose(0, 255).ArrayOf(3)
        from changes in Gen.Choose(1, 3)
        select Enumerable.Range(0, changes).Aggregate(
            BatchEncoder.Encode(batch).ToByteArray(), (bytes, i) => Change(bytes, kinds[i], places[i], (byte)values[i]));

    private static byte[] Change(byte[] bytes, int kind, int place, byte value)
    {
        var at = bytes.Length == 0 ? 0 : place % bytes.Length;
        return (bytes.Length, kind) switch
        {
            (0, _) => [value],
            (_, 0) => bytes[..at],
            (_, 1) => [.. bytes[..at], .. bytes[(at + 1)..]],
            (_, 2) => [.. bytes, .. bytes[at..]],
            (_, 3) => [.. bytes[..at], (byte)(bytes[at] ^ (1 << (value % 8))), .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], value, .. bytes[(at + 1)..]],
        };
    }

    private (int Parsed, int Refused, int Decoded) CheckBytes(Gen<byte[]> gen, int runs, int size)
    {
        var (parsed, refused, decoded) = (0, 0, 0);
        string? Judge(byte[] bytes)
        {
            try
            {
                var batch = Batch.Parser.ParseFrom(bytes);
                parsed++;
                try
                {
                    var messages = BatchDecoder.Decode(batch);
                    decoded++;
                    return messages.All(message => message.Epoch.Counter > 0)
                        ? null
                        : "TypedError: a message without an epoch was accepted";
                }
                catch (LinkProtocolException)
                {
                    refused++;
                    return null;
                }
            }
            catch (InvalidProtocolBufferException)
            {
                return null;
            }
#pragma warning disable CA1031 // Whatever else is thrown is the failure that this looks for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                return $"TypedError: {e}";
            }
        }

        new Runs(output, runs).Check(
            gen,
            size,
            Judge,
            bytes => Enumerable.Range(0, bytes.Length).Select(at => (byte[])[.. bytes[..at], .. bytes[(at + 1)..]]),
            bytes => $"Bytes {Convert.ToHexString(bytes)}");
        output.WriteLine($"{parsed} parsed, {refused} of them refused, {decoded} decoded");
        return (parsed, refused, decoded);
    }

    private static string Words(IEnumerable<Message> messages) => string.Join("; ", messages.Select(MessageGenerators.Text));
}
