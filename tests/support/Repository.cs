namespace KubeDirect.Tests.Support;

/// <summary>The clone of the repository that the tests run in.</summary>
public static class Repository
{
    /// <summary>Its folder.</summary>
    /// <exception cref="InvalidOperationException">The program does not lie in a clone.</exception>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KubeDirect.Verified.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not below a clone of KubeDirect.Verified.");
    }
}
