using k8s.Models;

namespace KubeDirect.KubeAdapter.Objects;

/// <summary>Kubernetes's quantities as whole numbers.</summary>
/// <remarks>
/// As in Kubernetes, fractions are rounded up. Results lie between 0 and <see cref="Most"/>: the largest is cut so that a few can be added
/// without overflow.
/// </remarks>
public static class Quantities
{
    /// <summary>2^60: more than any node has, of whatever it is.</summary>
    public const long Most = 1L << 60;

    /// <summary>Thousandths, such as of a core.</summary>
    public static long Milli(ResourceQuantity? quantity) => Convert(quantity, 1000);

    /// <summary>Whole units, such as bytes.</summary>
    public static long Whole(ResourceQuantity? quantity) => Convert(quantity, 1);

    private static long Convert(ResourceQuantity? quantity, int scale)
    {
        if (quantity is null)
        {
            return 0;
        }

        decimal value;
        try
        {
            value = quantity.ToDecimal();
        }
        catch (OverflowException)
        {
            return quantity.ToBigInteger().Sign < 0 ? 0 : Most;
        }

        return value <= 0 ? 0 : value >= Most / scale ? Most : (long)Math.Ceiling(value * scale);
    }
}
