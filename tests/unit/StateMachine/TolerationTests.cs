using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class TolerationTests
{
    private static readonly Taint Taint = new("team", "red", "NoSchedule");

    [Theory]
    [InlineData("team", "red", false, "NoSchedule", true)]
    [InlineData("team", "red", false, "", true)]
    [InlineData("team", "red", false, "NoExecute", false)]
    [InlineData("team", "blue", false, "NoSchedule", false)]
    [InlineData("team", "", true, "NoSchedule", true)]
    [InlineData("gpu", "red", false, "NoSchedule", false)]
    [InlineData("gpu", "", true, "NoSchedule", false)]
    [InlineData("", "", true, "", true)]
    [InlineData("", "", true, "NoExecute", false)]
    [InlineData("", "red", false, "", false)]
    public void A_toleration_means_what_kubernetes_says(string key, string value, bool anyValue, string effect, bool tolerates) =>
        Assert.Equal(tolerates, new Toleration(key, value, anyValue, effect).Tolerates(Taint));
}
