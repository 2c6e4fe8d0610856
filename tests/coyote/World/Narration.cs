using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Coyote.World;

/// <summary>Tells each step of each stage on the console, while a schedule is replayed.</summary>
internal sealed class Narration : IStepObserver
{
    public static readonly Narration Instance = new();

    /// <summary>Whether it tells. Set before anything runs.</summary>
    public static bool IsOn { get; set; }

    /// <summary>Tells what is no step of a stage.</summary>
    public static void Tell(string sentence)
    {
        if (IsOn)
        {
            Console.WriteLine($"  {sentence}");
        }
    }

    public void OnStep<TState>(string stage, TState before, Input input, Step<TState> step)
        where TState : class, IStageState
    {
        if (IsOn)
        {
            var outputs = string.Concat(step.Outputs.Select(output => $"{Environment.NewLine}    → {output}"));
            Console.WriteLine($"  {stage}: {input}{(step.Taken ? "" : " (refused)")}{outputs}");
        }
    }
}
