using System.Text;
using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Patching;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Patching;

public sealed class PatchingTests
{
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Json6902 = "application/json-patch+json";

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"b":{"c":null,"e":4},"f":[1]}""", """{"a":1,"b":{"d":3,"e":4},"f":[1]}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[3]}""", """{"a":[3]}""")]
    [InlineData("""{"a":"x"}""", """{"a":{"b":null,"c":1}}""", """{"a":{"c":1}}""")]
    public void A_merge_patch_merges_objects_replaces_lists_and_removes_nulls(string target, string patch, string expected) =>
        Check(Merge, target, patch, expected);

    [Theory]
    [InlineData(
        """{"containers":[{"name":"a","image":"1","x":1},{"name":"b"}]}""", """{"containers":[{"name":"a","image":"2"},{"name":"c"}]}""",
        """{"containers":[{"name":"a","image":"2","x":1},{"name":"b"},{"name":"c"}]}""")]
    [InlineData(
        """{"conditions":[{"type":"Ready","status":"False"},{"type":"Other","status":"True"}]}""",
        """{"conditions":[{"type":"Ready","status":"True"}]}""",
        """{"conditions":[{"type":"Ready","status":"True"},{"type":"Other","status":"True"}]}""")]
    [InlineData("""{"ports":[{"containerPort":80,"name":"a"}]}""", """{"ports":[{"containerPort":80,"name":"b"},{"containerPort":81}]}""",
        """{"ports":[{"containerPort":80,"name":"b"},{"containerPort":81}]}""")]
    [InlineData(
        """{"ports":[{"port":80,"name":"a"}]}""", """{"ports":[{"port":80,"name":"b"}]}""", """{"ports":[{"port":80,"name":"b"}]}""")]
    [InlineData("""{"addresses":[{"type":"InternalIP","address":"1"}]}""", """{"addresses":[{"type":"Hostname","address":"h"}]}""",
        """{"addresses":[{"type":"InternalIP","address":"1"},{"type":"Hostname","address":"h"}]}""")]
    [InlineData(
        """{"ownerReferences":[{"uid":"1","name":"a"}]}""", """{"ownerReferences":[{"uid":"1","$patch":"delete"},{"uid":"2"}]}""",
        """{"ownerReferences":[{"uid":"2"}]}""")]
    public void A_strategic_patch_merges_lists_by_their_key(string target, string patch, string expected) =>
        Check(Strategic, target, patch, expected);

    [Theory]
    [InlineData("""{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"b"}]}""", """{"tolerations":[{"key":"b"}]}""")]
    [InlineData("""{"taints":[{"key":"a"},{"key":"b"}]}""", """{"taints":[{"key":"b"}]}""", """{"taints":[{"key":"b"}]}""")]
    [InlineData("""{"args":["a"]}""", """{"args":["b"]}""", """{"args":["b"]}""")]
    public void A_strategic_patch_replaces_lists_that_have_no_key(string target, string patch, string expected) =>
        Check(Strategic, target, patch, expected);

    [Theory]
    [InlineData("""{"finalizers":["a","b"]}""", """{"finalizers":["c","a"]}""", """{"finalizers":["a","b","c"]}""")]
    [InlineData(
        """{"finalizers":["a","b"]}""", """{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["b"]}""",
        """{"finalizers":["b"]}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":{"$patch":"replace","y":2}}""", """{"a":{"y":2}}""")]
    [InlineData("""{"a":{"x":1},"b":1}""", """{"a":{"$patch":"delete"}}""", """{"b":1}""")]
    [InlineData(
        """{"containers":[{"name":"a"}]}""", """{"containers":[{"$patch":"replace"},{"name":"b"}]}""", """{"containers":[{"name":"b"}]}""")]
    [InlineData(
        """{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}""",
        """{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}""", """{"strategy":{"type":"Recreate"}}""")]
    [InlineData(
        """{"containers":[{"name":"a"}]}""",
        """{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"name":"a","env":[{"name":"e","value":null}]}]}""",
        """{"containers":[{"name":"a","env":[{"name":"e"}]}]}""")]
    [InlineData("{}", """{"volumes":[{"name":"v","$patch":"delete"},{"name":"w"}]}""", """{"volumes":[{"name":"w"}]}""")]
    public void A_strategic_patch_obeys_its_directives(string target, string patch, string expected) =>
        Check(Strategic, target, patch, expected);

    [Theory]
    [InlineData(
        """{"a":{"b":[1,2]}}""", """[{"op":"add","path":"/a/b/1","value":9},{"op":"add","path":"/a/b/-","value":8}]""",
        """{"a":{"b":[1,9,2,8]}}""")]
    [InlineData("""{"a":1,"b":2}""", """[{"op":"remove","path":"/a"},{"op":"replace","path":"/b","value":null}]""", """{"b":null}""")]
    [InlineData(
        """{"x~y":{"p/q":1}}""", """[{"op":"test","path":"/x~0y/p~1q","value":1},{"op":"replace","path":"/x~0y/p~1q","value":2}]""",
        """{"x~y":{"p/q":2}}""")]
    [InlineData(
        """{"a":{"b":1}}""", """[{"op":"move","from":"/a/b","path":"/c"},{"op":"copy","from":"/c","path":"/a/d"}]""",
        """{"a":{"d":1},"c":1}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":2}}]""", """{"b":2}""")]
    public void A_JSON_patch_carries_out_its_operations(string target, string patch, string expected) =>
        Check(Json6902, target, patch, expected);

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", "Invalid")]
    [InlineData("""[{"op":"remove","path":"/missing"}]""", "Invalid")]
    [InlineData("""[{"op":"add","path":"/l/7","value":1}]""", "Invalid")]
    [InlineData("""[{"op":"replace","path":"/l/01x","value":1}]""", "Invalid")]
    [InlineData("""[{"op":"add","path":"/a/b","value":1}]""", "Invalid")]
    [InlineData("""[{"op":"move","from":"/l","path":"/l/0"}]""", "Invalid")]
    [InlineData("""[{"op":"jump","path":"/a"}]""", "BadRequest")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""", "BadRequest")]
    [InlineData("""[{"op":"add","path":"/a"}]""", "BadRequest")]
    [InlineData("""[{"op":"add"}]""", "BadRequest")]
    [InlineData("""[{"op":"replace","path":"","value":3}]""", "BadRequest")]
    [InlineData("""[7]""", "BadRequest")]
    [InlineData("""{}""", "BadRequest")]
    public void A_JSON_patch_that_cannot_be_carried_out_is_refused(string patch, string reason) =>
        Assert.Equal(reason, Assert.Throws<ApiError>(() => Apply(Json6902, """{"a":1,"l":[1]}""", patch)).Reason);

    [Theory]
    [InlineData(Strategic, """{"containers":[{"image":"x"}]}""", "BadRequest")]
    [InlineData(Strategic, """{"$patch":"shuffle"}""", "BadRequest")]
    [InlineData(Merge, "[]", "BadRequest")]
    [InlineData("application/apply-patch+yaml", "{}", "UnsupportedMediaType")]
    [InlineData("text/plain", "{}", "UnsupportedMediaType")]
    public void A_patch_of_the_wrong_form_or_type_is_refused(string mediaType, string patch, string reason) =>
        Assert.Equal(reason, Assert.Throws<ApiError>(() => Apply(mediaType, """{"containers":[{"name":"a"}]}""", patch)).Reason);

    private static void Check(string mediaType, string target, string patch, string expected)
    {
        var actual = Apply(mediaType, target, patch);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected} but was {actual.ToJsonString()}");
    }

    private static JsonObject Apply(string mediaType, string target, string patch) =>
        PatchDocument.Read(mediaType, Encoding.UTF8.GetBytes(patch)).Apply(JsonNode.Parse(target)!.AsObject());
}
