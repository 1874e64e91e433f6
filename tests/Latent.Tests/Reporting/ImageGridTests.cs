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

    [Fact]
    public void Colour_planes_become_pixels()
    {
        Picture sheet = new ImageGrid(1, 2, 1, 2) { Channels = 3, Zoom = 1, Separator = 0 }.Draw([1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 50, 60]);
        Assert.Equal((4, 1, 3), (sheet.Width, sheet.Height, sheet.Channels));
        Assert.Equal([1, 10, 100, 2, 20, 200, 3, 30, 50, 4, 40, 60], sheet.Pixels.ToArray());
    }

    [Fact]
    public void Labels_stand_beside_the_images_and_leave_them_as_they_are()
    {
        ImageGrid plain = new(2, 3, 8, 8) { Zoom = 3 };
        byte[] images = new byte[6 * 64];
        images.AsSpan().Fill(200);
        Picture bare = plain.Draw(images);
        Picture labelled = (plain with { RowLabels = ["z[3]  KL 1.25", "line"], ColumnLabels = ["−3", "0", "3"], Caption = "Traversal" }).Draw(images);
        int left = labelled.Width - bare.Width, top = labelled.Height - bare.Height;
        Assert.True(left > 0 && top > 0);
        for (int y = 0; y < bare.Height; y++)
            Assert.Equal(bare.Row(y).ToArray(), labelled.Row(top + y)[left..].ToArray());
        // Words are there: in the margin at the left, above the columns, and in the caption.
        Assert.Contains((byte)235, Enumerable.Range(top, bare.Height).SelectMany(y => labelled.Row(y)[..left].ToArray()));
        Assert.Contains((byte)235, Enumerable.Range(top - 20, 20).SelectMany(y => labelled.Row(y)[left..].ToArray()));
        Assert.Contains((byte)235, Enumerable.Range(0, 28).SelectMany(y => labelled.Row(y).ToArray()));
    }

    [Fact]
    public void A_label_wider_than_its_column_is_left_out()
    {
        Picture sheet = new ImageGrid(1, 1, 1, 4) { Zoom = 1, ColumnLabels = ["much too wide"] }.Draw(new byte[4]);
        Assert.DoesNotContain((byte)235, sheet.Pixels.ToArray());
    }

    [Fact]
    public void Small_images_are_magnified_to_the_width_there_is()
    {
        Assert.Equal(8, new ImageGrid(1, 2, 28, 28).FitTo(960).Zoom);
        Assert.Equal(2, new ImageGrid(4, 16, 28, 28).FitTo(960).Zoom);
        Assert.Equal(1, new ImageGrid(4, 100, 28, 28).FitTo(960).Zoom);
        ImageGrid grid = new ImageGrid(4, 11, 28, 28) { RowLabels = ["z[12]  KL 10.24"] }.FitTo(960);
        Assert.InRange(grid.Draw(new byte[784]).Width, 650, 960);
    }

    [Fact]
    public void Letters_are_drawn_and_unknown_ones_are_boxes()
    {
        Picture one = new(3, 7), unknown = new(4, 7), empty = new(4, 7);
        PixelFont.Write(one, 0, 0, "1", 1, 1);
        Assert.Equal([0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1], one.Pixels.ToArray());
        PixelFont.Write(unknown, 0, 0, "ü", 1, 1);
        Assert.Equal(18, unknown.Pixels.ToArray().Sum(static p => p));
        PixelFont.Write(empty, 0, 0, "   ", 1, 1);
        Assert.Equal(0, empty.Pixels.ToArray().Sum(static p => p));
        // Beyond the picture nothing is written.
        PixelFont.Write(one, -2, -3, "MMM", 1, 3);
        Assert.Equal(PixelFont.WidthOf("11"), (2 * PixelFont.WidthOf("1")) + 1);
    }

    [Fact]
    public void What_makes_no_sheet_is_refused()
    {
        Assert.Contains("1 channel (grey) or 3", Assert.Throws<ArgumentOutOfRangeException>(() => new ImageGrid(1, 1, 1, 1) { Channels = 2 }).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new ImageGrid(1, 1, 1, 1) { Zoom = 0 }).Message, StringComparison.Ordinal);
        Assert.Contains("2 labels for 1 rows", Assert.Throws<ArgumentException>(() => new ImageGrid(1, 1, 1, 1) { RowLabels = ["a", "b"] }.Draw(new byte[1])).Message, StringComparison.Ordinal);
        Assert.Contains("images of 3 x 1 x 2", Assert.Throws<ArgumentException>(() => new ImageGrid(1, 1, 1, 2) { Channels = 3 }.Draw(new byte[4])).Message, StringComparison.Ordinal);
    }
}
