namespace KubeDirect.Tests.Coyote.Exploration;

/// <summary>Which bug of those that were put in is let out. In the product's assemblies there is none to let out.</summary>
internal static class Canary
{
    private static string released = "";

    /// <summary>Lets one out, and takes the last one back.</summary>
    /// <param name="name">Its name; empty for none.</param>
    public static void Release(string name) => released = name;

    /// <summary>Whether this one is out: asked by the code that has it.</summary>
    public static bool Is(string name) => released == name;
}
