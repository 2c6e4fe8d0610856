using k8s.Models;
using KubeDirect.KubeAdapter.Objects;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Objects;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("1", 1000, 1)]
    [InlineData("1500m", 1500, 2)]
    [InlineData("0.1m", 1, 1)]
    [InlineData("1Gi", 1073741824000, 1073741824)]
    [InlineData("2e3", 2000000, 2000)]
    [InlineData("-5", 0, 0)]
    [InlineData("8E", 1152921504606846976, 1152921504606846976)]
    [InlineData("1e40", 1152921504606846976, 1152921504606846976)]
    public void Quantities_are_rounded_up_and_cut_at_what_can_be_added(string text, long milli, long whole) =>
        Assert.Equal(
            (milli, whole),
            (Quantities.Milli(new ResourceQuantity(text)), Quantities.Whole(new ResourceQuantity(text))));
}
