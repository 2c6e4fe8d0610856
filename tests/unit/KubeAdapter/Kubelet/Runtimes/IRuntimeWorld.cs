using KubeDirect.KubeAdapter.Kubelet.Runtimes;
using KubeDirect.Kubernetes.Objects;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Runtimes;

/// <summary>A node with a runtime, as the tests of the runtime's contract need it.</summary>
public interface IRuntimeWorld
{
    /// <summary>The node's agent begins, with a runtime. The one before it, if there was one, has ended without a word.</summary>
    IPodRuntime Begin();

    /// <summary>Lets everything happen that is under way.</summary>
    void Settle();

    /// <summary>Whether a Pod really runs now, whatever the runtime says.</summary>
    bool Runs(ObjectKey pod);
}
