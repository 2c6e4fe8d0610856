using KubeDirect.KubeAdapter.Controller;
using KubeDirect.KubeAdapter.Objects;
using Xunit;

namespace KubeDirect.Tests.Unit.KubeAdapter.Controller;

public sealed class PodTemplateHashTests
{
    [Fact]
    public void A_hash_is_made_of_letters_that_are_safe_in_names_and_is_the_same_everywhere()
    {
        var hash = PodTemplateHash.Compute(Samples.Deployment().Spec.Template);
        Assert.InRange(hash.Length, 1, 10);
        Assert.All(hash, letter => Assert.Contains(letter, PodTemplateHash.SafeAlphabet));
        Assert.Equal(hash, PodTemplateHash.Compute(Samples.Deployment().Spec.Template));

        // Pinned: a new version of the program must not take a running Deployment for changed.
        Assert.Equal("75744cdcf4", hash);
    }

    [Fact]
    public void A_hash_differs_by_template_and_by_collision_count_but_not_by_its_own_label_or_by_what_is_empty()
    {
        var template = Samples.Deployment().Spec.Template;
        var hash = PodTemplateHash.Compute(template);
        var other = Samples.Deployment().Spec.Template;
        other.Spec.Containers[0].Image = "app:2";
        Assert.NotEqual(hash, PodTemplateHash.Compute(other));
        Assert.NotEqual(hash, PodTemplateHash.Compute(template, 1));
        Assert.NotEqual(PodTemplateHash.Compute(template, 1), PodTemplateHash.Compute(template, 2));

        var same = Samples.Deployment().Spec.Template;
        same.Metadata.Labels[Names.PodTemplateHashLabel] = "whatever";
        same.Spec.Volumes = [];
        Assert.Equal(hash, PodTemplateHash.Compute(same));
        Assert.Equal(TemplateJson.OfTemplate(template), TemplateJson.OfTemplate(same));
        Assert.NotEqual(TemplateJson.OfTemplate(template), TemplateJson.OfTemplate(other));
    }
}
