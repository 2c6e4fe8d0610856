using KubeDirect.Tests.Refinement;

// Called by spec/tla/graph: makes the compact form of what TLC writes to the standard input or to a pipe.
if (args is not ["compact", var model, var hash, var dot, var output])
{
    Console.Error.WriteLine("usage: refinement compact MODEL HASH DOT-FILE GRAPH-FILE");
    return 2;
}

using var reader = new StreamReader(dot);
var graph = DotReader.Read(reader, model, hash);
graph.Write(output);
Console.WriteLine($"{model}: {graph.Head.States} states, {graph.Head.Edges} edges, {graph.Head.Initial.Length} initial");
return 0;
