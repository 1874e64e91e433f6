using Latent.Files;

namespace Latent.Tests.Files;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("train", "train", 0)]
    [InlineData("trian", "train", 1)]
    [InlineData("tran", "train", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Edit_distances(string a, string b, int distance) => Assert.Equal(distance, NearestName.Distance(a, b));

    [Fact]
    public void What_is_far_from_all_names_is_near_to_none()
    {
        Assert.Equal("resume", NearestName.Near("resmue", ["train", "resume"]));
        Assert.Null(NearestName.Near("evaluate", ["train", "resume"]));
        Assert.Equal("train", NearestName.Of("evaluate", ["train", "resume-all-of-them"]));
        Assert.Equal((" Did you mean 'train'?", ""), (NearestName.Hint("tain", ["train"]), NearestName.Hint("tain", ["evaluate"])));
        Assert.Throws<InvalidOperationException>(() => NearestName.Of("x", []));
    }
}
