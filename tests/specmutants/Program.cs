using KubeDirect.Tests.SpecMutants;

// Called by spec/tla/mutants: the folder of the specification, a folder to work in, tla2tools.jar, the journal, and its own arguments.
if (args is not [var folder, var work, var jar, var journalPath, .. var rest])
{
    await Console.Error.WriteLineAsync("usage: specmutants SPECIFICATION WORK JAR JOURNAL [--list] [--states N] [--minutes N] [ACTION]...");
    return 2;
}

var (arguments, wrong) = Arguments.Parse(rest);
if (arguments is null)
{
    await Console.Error.WriteLineAsync($"spec/tla/mutants: {wrong}");
    return 2;
}

var specification = Specification.Read(folder);
var protocol = new Protocol(specification);
if (arguments.Names.FirstOrDefault(name => !protocol.Parts.Contains(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"spec/tla/mutants: '{unknown}' is no action of the protocol, and no operator that one uses.");
    return 2;
}

var mutants = Catalog.Of(protocol).Where(mutant => arguments.Names.Count == 0 || arguments.Names.Contains(mutant.Definition)).ToArray();
if (arguments.List)
{
    Console.Write(string.Concat(mutants.Select(mutant => $"{mutant.Name}\n")));
    return 0;
}

var run = new Run(specification, protocol, Shelf.Read(specification, folder, arguments.States, "quick", "full"), Journal.Open(journalPath));
using var limit = new CancellationTokenSource();
if (arguments.Minutes is { } minutes)
{
    limit.CancelAfter(TimeSpan.FromMinutes(minutes));
}

try
{
    await run.AskAllAsync(new Tlc(jar, work), mutants, limit.Token);
}
catch (NoTlcException e)
{
    await Console.Error.WriteLineAsync($"spec/tla/mutants: {e.Message}");
    return 3;
}
catch (InvalidOperationException e)
{
    await Console.Error.WriteLineAsync($"spec/tla/mutants: {e.Message}");
    return 1;
}

var reasons = Reasons.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "mutants.json")));
var report = new Report(protocol, run.Judge(mutants), reasons);
var document = Path.Combine(folder, "..", "..", "docs", "specification-mutants.md");
if (arguments.Names.Count == 0)
{
    await File.WriteAllTextAsync(document, report.Into(await File.ReadAllTextAsync(document)));
}

return report.Say(arguments.Names.Count == 0) ? 0 : 1;
