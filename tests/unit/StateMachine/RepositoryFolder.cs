namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>The files of the repository that these tests run in.</summary>
internal static class RepositoryFolder
{
    /// <summary>The path of a file or a folder, given by its names from the root of the repository.</summary>
    /// <exception cref="InvalidOperationException">The tests do not run inside the repository.</exception>
    public static string Of(params string[] names)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KubeDirect.Verified.sln")))
        {
            folder = folder.Parent;
        }

        return folder is null
            ? throw new InvalidOperationException("The tests do not run inside the repository.")
            : Path.Combine([folder.FullName, .. names]);
    }
}
