using System.Text.Json.Nodes;
using KubeDirect.EmbeddedApi.Model;
using KubeDirect.EmbeddedApi.Selectors;
using KubeDirect.EmbeddedApi.Storage;
using Xunit;

namespace KubeDirect.Tests.Unit.EmbeddedApi.Selectors;

public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> Labels =
        new(StringComparer.Ordinal) { ["app"] = "web", ["tier"] = "front", ["kubedirect.dev/managed"] = "true", ["empty"] = "" };

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData("app=db", false)]
    [InlineData("app!=web", false)]
    [InlineData("app!=db", true)]
    [InlineData("missing!=x", true)]
    [InlineData("app", true)]
    [InlineData("missing", false)]
    [InlineData("!missing", true)]
    [InlineData("!app", false)]
    [InlineData("app in (web, db)", true)]
    [InlineData("app in (db)", false)]
    [InlineData("missing in (db)", false)]
    [InlineData("app notin (db)", true)]
    [InlineData("app notin (web,db)", false)]
    [InlineData("missing notin (web)", true)]
    [InlineData("empty=", true)]
    [InlineData("kubedirect.dev/managed=true,app in (a,web),!gone", true)]
    [InlineData("app=web,tier=back", false)]
    public void A_label_selector_selects_as_the_API_does(string text, bool expected) =>
        Assert.Equal(expected, LabelSelector.Parse(text).Matches(Labels));

    [Theory]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("in (web)")]
    [InlineData("=web")]
    [InlineData("a b")]
    [InlineData("app=web,,tier=front")]
    [InlineData("app>3")]
    [InlineData("app=we b")]
    public void A_malformed_label_selector_is_a_bad_request(string text) =>
        Assert.Equal("BadRequest", Assert.Throws<ApiError>(() => LabelSelector.Parse(text)).Reason);

    [Theory]
    [InlineData("", true)]
    [InlineData("metadata.name=p", true)]
    [InlineData("metadata.name!=p", false)]
    [InlineData("metadata.namespace==default", true)]
    [InlineData("spec.nodeName=n1", true)]
    [InlineData("spec.nodeName=", false)]
    [InlineData("spec.nodeName!=", true)]
    [InlineData("status.phase!=Failed,status.phase!=Succeeded,spec.nodeName=n1", true)]
    [InlineData("status.phase=Pending", false)]
    public void A_field_selector_selects_as_the_API_does(string text, bool expected)
    {
        var pod = StoredObject.Draft(ResourceCatalog.Pods, JsonNode.Parse(
            """{"metadata":{"name":"p","namespace":"default"},"spec":{"nodeName":"n1"},"status":{"phase":"Running"}}""")!.AsObject());
        Assert.Equal(expected, FieldSelector.Parse(text, ResourceCatalog.Pods).Matches(pod));
    }

    [Theory]
    [InlineData("spec.hostNetwork=true")]
    [InlineData("spec.nodeName")]
    [InlineData("=n1")]
    public void A_field_selector_that_is_malformed_or_unsupported_is_a_bad_request(string text) =>
        Assert.Equal("BadRequest", Assert.Throws<ApiError>(() => FieldSelector.Parse(text, ResourceCatalog.Pods)).Reason);
}
