using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

public sealed class IdentityTests
{
    [Fact]
    public void A_name_reads_as_the_api_server_writes_it()
    {
        Assert.Equal("default/web", new ScaleKey("default/web").ToString());
        Assert.Equal("default/web-abc-x7", new PodId(new ScaleKey("default/web-abc"), "x7").ToString());
        Assert.Equal("node-1", new NodeName("node-1").ToString());
        Assert.Equal("", NodeName.None.ToString());
    }

    [Fact]
    public void An_epoch_reads_as_its_incarnation_and_its_number()
    {
        Assert.Equal("000000ff.3", new Epoch(255, 3).ToString());
        Assert.Equal("none", Epoch.None.ToString());
    }

    [Fact]
    public void A_link_reads_as_the_node_that_it_leads_to()
    {
        Assert.Equal("node-1", LinkId.To(new NodeName("node-1")).ToString());
        Assert.Equal("below", LinkId.Only.ToString());
    }

    [Fact]
    public void Pods_are_ordered_by_their_replica_set_and_then_by_their_suffix()
    {
        PodId[] ordered = [Pod("a", "y"), Pod("a", "z"), Pod("b", "x"), Pod("b", "y")];
        Assert.Equal(ordered, ordered.Reverse().Order());
    }

    [Fact]
    public void Sums_and_differences_of_resources_are_taken_part_by_part()
    {
        Assert.Equal(new Resources(7, 50, 3), new Resources(5, 30, 2) + new Resources(2, 20, 1));
        Assert.Equal(new Resources(3, 10, 1), new Resources(5, 30, 2) - new Resources(2, 20, 1));
    }

    [Theory]
    [InlineData(1, 1, 1, true)]
    [InlineData(2, 1, 1, false)]
    [InlineData(1, 2, 1, false)]
    [InlineData(1, 1, 2, false)]
    [InlineData(0, 0, 0, true)]
    public void A_request_fits_if_no_part_of_it_is_too_large(long cpu, long memory, int pods, bool fits) =>
        Assert.Equal(fits, new Resources(cpu, memory, pods).FitsIn(new Resources(1, 1, 1)));

    private static PodId Pod(string owner, string suffix) => new(new ScaleKey(owner), suffix);
}
