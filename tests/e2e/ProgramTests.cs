using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace KubeDirect.Tests.E2e;

/// <summary>The program, as a user starts it, without a cluster.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_demo_takes_a_thousand_pods_up_and_down_on_fifty_nodes_without_a_violation()
    {
        (int code, string output, string error) = await RunAsync("demo", "--json", "--seed", "7");
        Assert.True(code == 0, $"exit code {code}: {output} {error}");
        JsonElement report = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.True(report.GetProperty("converged").GetBoolean());
        Assert.Equal(0, report.GetProperty("violations").GetInt32());
        Assert.Equal(1000, report.GetProperty("pods").GetInt32());
        Assert.Equal(50, report.GetProperty("nodes").GetInt32());
        foreach (string figure in new[]
        {
            "functions",
            "scaleUpMs",
            "visibleMs",
            "scaleDownMs",
            "podStartP50Ms",
            "podStartP99Ms",
            "messages",
            "bytesPerPod",
        })
        {
            Assert.True(report.GetProperty(figure).GetDouble() > 0, figure);
        }
    }

    [Fact]
    public async Task Many_functions_of_few_pods_converge_too_with_a_start_delay()
    {
        (int code, string output, string error) =
            await RunAsync("demo", "--functions", "60", "--pods", "150", "--nodes", "7", "--start-delay", "50", "-o", "json");
        Assert.True(code == 0, $"exit code {code}: {output} {error}");
    }

    [Fact]
    public async Task The_trace_of_a_demo_is_accepted_by_a_replay_and_with_a_line_less_it_is_not()
    {
        string trace = Path.GetTempFileName();
        try
        {
            (int code, string output, string error) =
                await RunAsync("demo", "--functions", "2", "--pods", "60", "--nodes", "3", "--trace", trace);
            Assert.True(code == 0, $"exit code {code}: {output} {error}");
            (code, output, error) = await RunAsync("replay", trace);
            Assert.True(code == 0, $"exit code {code}: {output} {error}");
            Assert.Contains("steps of 7 runs of stages are those of the step functions", output, StringComparison.Ordinal);

            string[] lines = await File.ReadAllLinesAsync(trace);
            await File.WriteAllLinesAsync(trace, lines.Where(line => !line.Contains("\"seq\":100,", StringComparison.Ordinal)));
            (code, _, error) = await RunAsync("replay", trace);
            Assert.Equal(1, code);
            Assert.Contains("rejected: ", error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(trace);
        }
    }

    [Theory]
    [InlineData("replay", "Required argument")]
    [InlineData("replay no-such-file", "cannot be read")]
    [InlineData("replay /", "needs a file, and / is a folder")]
    [InlineData("demo --config=/", "needs a file, and / is a folder")]
    [InlineData("demo --config a --config b", "can be given once")]
    [InlineData("scheduler --kubeconfig none --node-address n=a:1 --node-address n=a:2", "two addresses of n")]
    public async Task Files_that_are_none_and_options_that_contradict_each_other_get_a_sentence(string arguments, string why)
    {
        (int code, _, string error) = await RunAsync(arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_that_cannot_converge_says_so_and_fails()
    {
        (int code, string output, _) =
            await RunAsync("demo", "--pods", "3", "--nodes", "1", "--start-delay", "600000", "--timeout", "2", "--json");
        Assert.Equal(1, code);
        JsonElement report = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.False(report.GetProperty("converged").GetBoolean());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("scaleUpMs").ValueKind);
    }

    [Theory]
    [InlineData("demo --bogus")]
    [InlineData("demo --pods -1")]
    [InlineData("demo --pods many")]
    [InlineData("demo --nodes 0")]
    [InlineData("demo -o xml")]
    [InlineData("demo --config /no/such/file")]
    [InlineData("run")]
    [InlineData("run --kubeconfig /no/such/file")]
    [InlineData("run --kubeconfig NOT_A_KUBECONFIG")]
    [InlineData("run --kubeconfig NOBODY_THERE")]
    [InlineData("controller --kubeconfig NOBODY_THERE --scheduler nonsense")]
    [InlineData("scheduler --kubeconfig NOBODY_THERE --node-address nonsense")]
    [InlineData("scheduler --kubeconfig NOBODY_THERE --leader-elect-lease-duration soon")]
    [InlineData("scheduler --kubeconfig NOBODY_THERE --leader-elect-lease-duration 5s")]
    [InlineData("controller --kubeconfig NOBODY_THERE --leader-elect perhaps")]
    [InlineData("node --kubeconfig NOBODY_THERE --name Upper_Case")]
    [InlineData("node --kubeconfig NOBODY_THERE --name n --cpu lots")]
    [InlineData("ordinary-path --kubeconfig /no/such/file")]
    [InlineData("dance")]
    [InlineData("")]
    public async Task Bad_input_gets_one_sentence_on_standard_error_and_no_stack_trace(string command)
    {
        string folder = Directory.CreateTempSubdirectory("kubedirect-").FullName;
        string wrong = Path.Combine(folder, "wrong");
        string nobody = Path.Combine(folder, "nobody");
        await File.WriteAllTextAsync(wrong, "a: b");
        await File.WriteAllTextAsync(nobody, """
            apiVersion: v1
            kind: Config
            clusters: [{name: a, cluster: {server: "http://127.0.0.1:1"}}]
            contexts: [{name: a, context: {cluster: a, user: a}}]
            users: [{name: a, user: {token: t}}]
            current-context: a
            """);
        string[] arguments = [
            .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
                word => word switch { "NOT_A_KUBECONFIG" => wrong, "NOBODY_THERE" => nobody, _ => word })];
        (int code, string output, string error) = await RunAsync(arguments);
        Directory.Delete(folder, recursive: true);
        AssertOneSentence(code, output, error);
    }

    [Fact]
    public async Task A_port_in_use_gets_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        (int code, string output, string error) = await RunAsync("demo", "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}");
        AssertOneSentence(code, output, error);
        Assert.Contains("in use", error, StringComparison.Ordinal);
    }

    private static void AssertOneSentence(int code, string output, string error)
    {
        Assert.NotEqual(0, code);
        Assert.Empty(output);
        string line = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith("kubedirect: ", line, StringComparison.Ordinal);
        Assert.EndsWith(".", line, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "kubedirect.dll"), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(late.Token);
        return (process.ExitCode, await output, await error);
    }
}
