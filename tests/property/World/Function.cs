using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>A Deployment and the ReplicaSets that its templates have had, as their objects are at the API server.</summary>
/// <remarks>Functions differ in priority (0, 1, 2), and the more important their
/// Pods are the larger: one of them may take the place of several others.</remarks>
internal sealed class Function(int index)
{
    private readonly List<ScaleKey> replicaSets = [new($"default/f{index}-r0")];

    public ScaleKey Deployment { get; } = new($"default/f{index}");

    /// <summary>The ReplicaSet of the template that is in force.</summary>
    public ScaleKey Current { get; private set; } = new($"default/f{index}-r0");

    public IReadOnlyList<ScaleKey> ReplicaSets => replicaSets;

    /// <summary>How many Pods are wanted.</summary>
    public int Desired { get; set; }

    /// <summary>What its Pods ask for.</summary>
    public PodShape Shape { get; } = Plain.Pods(new Resources(1 + (index % 3), 1, 1), priority: index % 3);

    /// <summary>Another template is in force; a former one again if it has the number of one.</summary>
    public void Revise(int revision)
    {
        Current = new ScaleKey($"default/f{index}-r{revision}");
        if (!replicaSets.Contains(Current))
        {
            replicaSets.Add(Current);
        }
    }
}
