using KubeDirect.KubeAdapter.Kubelet.Simulated;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Kubelet.Simulated;

public sealed class PodAddressesTests
{
    [Fact]
    public void Pod_addresses_differ_stay_and_are_used_again_only_when_the_range_is_used_up()
    {
        var addresses = new PodAddresses("10.1.2.0/29");
        string[] all = [.. Enumerable.Range(0, 6).Select(i => addresses.Take($"p{i}") ?? "none")];
        Assert.Equal(["10.1.2.1", "10.1.2.2", "10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6"], all);
        Assert.Equal("10.1.2.3", addresses.Take("p2"));
        Assert.Null(addresses.Take("p9"));
        addresses.Release("p4");
        addresses.Release("p1");
        Assert.Equal("10.1.2.5", addresses.Take("p9"));
        Assert.Throws<ArgumentException>(() => new PodAddresses("10.1.2.0/31"));
        Assert.Throws<ArgumentException>(() => new PodAddresses("nonsense"));
    }

    [Fact]
    public void Each_node_of_a_process_has_a_range_of_its_own_that_follows_from_its_name()
    {
        var names = Enumerable.Range(0, PodRanges.Count).Select(i => $"node-{i}").ToList();
        var all = PodRanges.Of(names);
        Assert.Equal(PodRanges.Count, all.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.All(all.Values, range => Assert.NotNull(new PodAddresses(range).Take("p")));
        Assert.Equal(all["node-0"], PodRanges.Of(["node-0"])["node-0"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => PodRanges.Of([.. names, "one more"]));
    }

    [Fact]
    public void Two_processes_of_one_node_each_do_not_begin_with_the_same_range() =>
        Assert.NotEqual(PodRanges.Of(["node-a"])["node-a"], PodRanges.Of(["node-b"])["node-b"]);
}
