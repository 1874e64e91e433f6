using Latent.Reporting;

namespace Latent.Tests.Reporting;

public sealed class ImageGridTests
{
    [Fact]
    public void Images_fill_row_after_row_with_separators()
    {
        ImageGrid grid = new(2, 2, 1, 2) { Zoom = 1, SeparatorValue = 9 };
        Picture sheet = grid.Draw([1, 2, 3, 4, 5, 6]);
        Assert.Equal((7, 5), (sheet.Width, sheet.Height));
        Assert.Equal([9, 1, 2, 9, 3, 4, 9], sheet.Row(1).ToArray());
        Assert.Equal([9, 5, 6, 9, 9, 9, 9], sheet.Row(3).ToArray());
        Assert.Equal([9, 9, 9, 9, 9, 9, 9], sheet.Row(2).ToArray());
    }

    [Fact]
    public void Zoom_repeats_pixels()
    {
        Picture sheet = new ImageGrid(1, 1, 1, 2) { Zoom = 3, Separator = 0 }.Draw([10, 20]);
        Assert.Equal([10, 10, 10, 20, 20, 20, 10, 10, 10, 20, 20, 20, 10, 10, 10, 20, 20, 20], sheet.Pixels.ToArray());
    }

    [Fact]
    public void Intensities_are_cut_to_the_range_and_rounded() => Assert.Equal(
        [0, 0, 128, 255, 255, 0],
        new ImageGrid(1, 1, 1, 6) { Zoom = 1, Separator = 0 }.Draw([-1f, 0f, 0.5f, 1f, 7f, float.NaN]).Pixels.ToArray());

    [Fact]
    public void Too_many_images_are_refused() => Assert.Contains(
        "do not make 0 to 1 images of 1 x 2", Assert.Throws<ArgumentException>(() => new ImageGrid(1, 1, 1, 2).Draw(new byte[4])).Message, StringComparison.Ordinal);
}
