using KubeDirect.Cli;
using Xunit;

namespace KubeDirect.Tests.Unit.Cli;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("--config", " ")]
    [InlineData("--config", "=")]
    [InlineData("--config", ":")]
    public void The_file_can_be_named_in_each_way_that_the_parser_knows(string option, string sign)
    {
        File.WriteAllText(path, "pods: 20");
        var named = sign == " " ? new[] { option, path } : [option + sign + path];
        Assert.Equal(["demo", "--json", "--pods", "20"], ConfigurationFile.Expand(["demo", .. named, "--json"]));
    }

    [Theory]
    [InlineData("--pods=5")]
    [InlineData("--pods:5")]
    public void An_option_of_the_command_line_wins(string given)
    {
        File.WriteAllText(path, "pods: 20\nnodes: 3");
        Assert.Equal(["demo", given, "--nodes", "3"], ConfigurationFile.Expand(["demo", "--config", path, given]));
    }

    [Theory]
    [InlineData("pods: 20\npods: 30", "is not a YAML map of options, each once (line ")]
    [InlineData("pods: []", "'pods' has neither a value nor a list of values")]
    [InlineData("config: other", "cannot name another configuration file")]
    public void What_would_be_ignored_is_refused_in_one_sentence(string text, string sentence)
    {
        File.WriteAllText(path, text);
        var refused = Assert.Throws<UsageException>(() => ConfigurationFile.Expand(["demo", "--config", path]));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }
}
