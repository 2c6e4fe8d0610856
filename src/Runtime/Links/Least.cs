using System.Runtime.CompilerServices;

namespace KubeDirect.Runtime.Links;

/// <summary>Checks the lower bounds of options where they are set.</summary>
internal static class Least
{
    /// <summary>The value, which must not be less than the bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public static T Of<T>(T least, T value, [CallerMemberName] string setting = "")
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, setting);
        return value;
    }
}
