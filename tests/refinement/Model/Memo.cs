namespace KubeDirect.Tests.Refinement.Model;

/// <summary>Remembers what was written of each object: a step changes one or two parts
/// of a state, and what is written of the others stays. Not thread-safe.</summary>
/// <remarks>
/// It may depend on the names and handshakes that were known when the part was made. Those are only ever added to, and a part is
/// shared only by states that come after the one in which it was made, so it is the same for all of them.
/// </remarks>
internal sealed class Memo<TPart, TText>(Func<World, TPart, TText> write)
    where TPart : class
    where TText : class
{
    private const int Capacity = 100_000;
    private readonly Dictionary<TPart, TText> texts = new(ReferenceEqualityComparer.Instance);

    public TText Of(World world, TPart part)
    {
        if (!texts.TryGetValue(part, out var text))
        {
            if (texts.Count == Capacity)
            {
                texts.Clear();
            }

            texts.Add(part, text = write(world, part));
        }

        return text;
    }
}
