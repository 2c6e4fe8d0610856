// Called by spec/tla/graph and spec/tla/trace.
switch (args)
{
    // Makes the compact form of what TLC writes to a file or a pipe.
    case ["compact", var model, var hash, var dot, var output]:
        using (var reader = new StreamReader(dot))
        {
            var graph = DotReader.Read(reader, model, hash);
            graph.Write(output);
            Console.WriteLine($"{model}: {graph.Head.States} states, {graph.Head.Edges} edges, {graph.Head.Initial.Length} initial");
        }

        return 0;

    // Makes TraceLog.tla and Trace.cfg of the traces of a chain, maybe corrupted.
    case ["trace", var folder, var corruption, .. var paths]:
        try
        {
            var log = TraceLog.Read(paths);
            if (corruption != "none")
            {
                log.Corrupt(corruption);
            }

            await File.WriteAllTextAsync(Path.Combine(folder, "TraceLog.tla"), log.Module);
            await File.WriteAllTextAsync(Path.Combine(folder, "Trace.cfg"), log.Configuration);
            Console.WriteLine($"{log.Count} {log.EndsAt}");
            return 0;
        }
        catch (Exception e) when (e is IOException or TraceRejectedException or NotSupportedException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

    default:
        await Console.Error.WriteLineAsync(
            "usage: refinement compact MODEL HASH DOT-FILE GRAPH-FILE | trace FOLDER none|drop|swap|change|crash|break|template|key " +
                "TRACE...");
        return 2;
}
