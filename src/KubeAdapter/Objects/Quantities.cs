using k8s.Models;

namespace KubeDirect.KubeAdapter.Objects;

/// <summary>Converts Kubernetes's quantities to whole numbers.</summary>
/// <remarks>
/// Fractions are rounded up, as in Kubernetes. Results are from 0 to <see cref="Most"/>. Larger values are cut, so that a few can be added
/// without overflow.
/// </remarks>
public static class Quantities
{
    /// <summary>2^60, which is more than any node has of any resource.</summary>
    public const long Most = 1L << 60;

    /// <summary>In thousandths, for example of a core.</summary>
    public static long Milli(ResourceQuantity? quantity) => Convert(quantity, 1000);

    /// <summary>In whole units, for example bytes.</summary>
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
