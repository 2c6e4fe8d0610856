using System.CommandLine;
using System.Globalization;
using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using KubeDirect.StateMachine;

namespace KubeDirect.Cli.Commands;

/// <summary>The options that say what a node offers to Pods. An instance belongs to one command.</summary>
internal sealed class NodeCapacityOptions
{
    private readonly Option<string> cpu = new("--cpu")
    {
        Description = "Processor time of a node, as a quantity.",
        DefaultValueFactory = _ => "8",
    };

    private readonly Option<string> memory = new("--memory")
    {
        Description = "Memory of a node, as a quantity.",
        DefaultValueFactory = _ => "32Gi",
    };

    private readonly Option<int> pods = CommonOptions.Number("--max-pods", "The largest number of Pods on a node.", 110, 1, 4000);

    public void AddTo(Command command)
    {
        command.Add(cpu);
        command.Add(memory);
        command.Add(pods);
    }

    /// <exception cref="UsageException">A value is not a quantity above zero.</exception>
    public Resources Read(ParseResult parsed) => new(
        Quantities.Milli(Quantity("--cpu", parsed.GetValue(cpu)!)),
        Quantities.Whole(Quantity("--memory", parsed.GetValue(memory)!)),
        parsed.GetValue(pods));

    /// <summary>Returns the name if a Node can have it.</summary>
    /// <exception cref="UsageException">A Node cannot have this name.</exception>
    public static string CheckName(string name) =>
        name.Length is > 0 and <= 253
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0])
        && char.IsAsciiLetterOrDigit(name[^1])
            ? name
            : throw new UsageException($"'{name}' is not a node's name: lower-case letters, digits, '-' and '.' are allowed.");

    private static ResourceQuantity Quantity(string option, string text)
    {
        try
        {
            var quantity = new ResourceQuantity(text);
            return quantity.ToDecimal() > 0 ? quantity : throw new FormatException("not above zero");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{option} takes a quantity above zero, such as 8, 500m or 32Gi, and not '{text}'."));
        }
    }
}
