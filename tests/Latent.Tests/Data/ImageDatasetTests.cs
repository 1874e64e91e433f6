using Latent.Data;

namespace Latent.Tests.Data;

public sealed class ImageDatasetTests
{
    private static readonly ImageDataset Three = new("three", 1, 2, new byte[] { 0, 255, 51, 102, 204, 153 }, new byte[] { 7, 8, 9 });

    [Fact]
    public void Rows_are_copied_in_the_order_asked_as_fractions_of_255()
    {
        float[] values = new float[4];
        Three.CopyIntensities([2, 0], values);
        Assert.Equal([204 / 255f, 153 / 255f, 0f, 1f], values);
    }

    [Fact]
    public void A_part_keeps_labels_and_shares_pixels()
    {
        ImageDataset two = Three.Take(2);
        Assert.Equal((2, 2), (two.Count, two.Labels.Length));
        Assert.True(two.Pixels.Overlaps(Three.Pixels));
        Assert.Equal(3, Three.Take(100).Count);
    }

    [Fact]
    public void Wrong_lengths_are_refused_with_both_sides()
    {
        Assert.Contains("5 pixels are no whole number of 1 x 2", Assert.Throws<ArgumentException>(() => new ImageDataset("x", 1, 2, new byte[5])).Message, StringComparison.Ordinal);
        Assert.Contains("2 images and 3 labels", Assert.Throws<ArgumentException>(() => new ImageDataset("x", 1, 2, new byte[4], new byte[3])).Message, StringComparison.Ordinal);
        Assert.Contains("three has 3 images", Assert.Throws<ArgumentOutOfRangeException>(() => Three.Image(3).Length).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Three.CopyIntensities([0, 1], new float[3]));
    }
}
