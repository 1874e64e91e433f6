using System.IO.Compression;
using Latent.Data;
using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Data.Sources;
using Latent.Tensors;
using Latent.Tests.Data.Formats;

namespace Latent.Tests.Data.Sources;

public sealed class ArraySourceTests
{
    [Fact]
    public void Arrays_of_both_formats_become_data_sets()
    {
        using TemporaryFolder folder = new();
        string npy = folder.Write("x.bin", NpyBytes.Make("|u1", "(3, 2)", [0, 51, 102, 153, 204, 255]));
        string idx = folder.Write("y.gz", IdxBytes.Gzip(IdxBytes.Make(8, [3], [0, 2, 1])));
        DataSplits splits = new ArraySource { Path = npy, Labels = idx, Levels = 256, Type = DType.Float64 }.Open(default);
        using Pass pass = Pass.Evaluation();
        Batch batch = splits.Train.Get([2, 0], pass);
        Assert.Equal([0.8, 1, 0, 0.2], batch["x"].ToDoubles());
        Assert.Equal([1, 0], batch["y"].ToDoubles());
        Assert.Equal("x: x [2] 256 levels, y [] 3 classes", $"{splits.Train.Name}: {string.Join(", ", splits.Train.Columns)}");
        Assert.Equal([102.0, 153], new ArraySource { Path = npy }.Open(default).Train.Get([1], pass)["x"].ToDoubles());
    }

    [Fact]
    public void Parts_and_classes_are_found_by_their_usual_names()
    {
        using TemporaryFolder folder = new();
        byte[] two = NpyBytes.Make("<f4", "(2, 1)", new byte[8]), three = NpyBytes.Make("<f4", "(3, 1)", new byte[12]);
        byte[] text = NpyBytes.Make("|S3", "(3,)", "catdogcat"u8.ToArray()), labels = NpyBytes.Make("<i8", "(2,)", new byte[16]);
        string path = folder.Write("d.npz", NpyBytes.Zip(CompressionLevel.Fastest, ("x_train.npy", three), ("x_test.npy", two), ("y_train.npy", text), ("y_test.npy", labels)));
        DataSplits splits = new NpzSource { Path = path }.Open(default);
        Assert.Equal((3, 2, null), (splits.Train.Count, splits.Test!.Count, splits.Validation?.Count));
        Assert.Equal(["cat", "dog"], splits.Train.Column("y").Classes);
        Assert.Equal([0, 1, 0], splits.Train.ReadIntegers());
        Assert.Equal([0, 0], splits.Test.ReadIntegers());
        Assert.Contains("there is no array 'z'", Assert.Throws<DataFormatException>(() => new NpzSource { Path = path, Train = "z" }.Open(default)).Message, StringComparison.Ordinal);

        string odd = folder.Write("odd.npz", NpyBytes.Zip(CompressionLevel.Fastest, ("p.npy", three), ("q.npy", two)));
        Assert.Contains("none of its arrays (p, q) has a usual name", Assert.Throws<DataFormatException>(() => new NpzSource { Path = odd }.Open(default)).Message, StringComparison.Ordinal);
        Assert.Contains("2 classes for 3 examples", Assert.Throws<DataFormatException>(() => new NpzSource { Path = path, Labels = "y_test" }.Open(default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_a_column_cannot_have_are_named_with_their_place()
    {
        using TemporaryFolder folder = new();
        string nan = folder.Write("nan.npy", NpyBytes.Make("<f8", "(2, 3)", NpyBytes.Doubles(1, 2, 3, 4, double.NaN, 6)));
        Assert.Equal($"{nan}, byte 160: element 1 of example 1 is NaN. If NaN means that a value is missing, say so (missing: data.source.missing=true); otherwise the data needs repair.",
            Assert.Throws<DataFormatException>(() => new ArraySource { Path = nan }.Open(default)).Message);
        using Pass pass = Pass.Evaluation();
        Batch batch = new ArraySource { Path = nan, Missing = true }.Open(default).Train.Get([0, 1], pass);
        Assert.Equal([1f, 1, 1, 1, 0, 1], batch.Mask("x")!.ToArray());

        string infinite = folder.Write("inf.npy", NpyBytes.Make("<f8", "(1,)", NpyBytes.Doubles(double.PositiveInfinity)));
        Assert.Contains("is Infinity", Assert.Throws<DataFormatException>(() => new ArraySource { Path = infinite, Missing = true }.Open(default)).Message, StringComparison.Ordinal);
        string grey = folder.Write("grey.npy", NpyBytes.Make("|u1", "(4,)", [0, 1, 2, 1]));
        Assert.Contains("byte 130: element 0 of example 2 is 2, none of the 2 levels 0 to 1",
            Assert.Throws<DataFormatException>(() => new ArraySource { Path = grey, Levels = 2 }.Open(default)).Message, StringComparison.Ordinal);
        string none = folder.Write("none.npy", NpyBytes.Make("|u1", "(4, 0)", []));
        Assert.Contains("in which there are no examples", Assert.Throws<DataFormatException>(() => new ArraySource { Path = none }.Open(default)).Message, StringComparison.Ordinal);
        string scalar = folder.Write("scalar.npy", NpyBytes.Make("|u1", "()", [1]));
        Assert.Contains("in which there are no examples", Assert.Throws<DataFormatException>(() => new ArraySource { Path = scalar }.Open(default)).Message, StringComparison.Ordinal);
        Assert.Contains("the class of example 1 is 0.5", Assert.Throws<DataFormatException>(() => new ArraySource
        {
            Path = grey,
            Labels = folder.Write("y.npy", NpyBytes.Make("<f8", "(4,)", NpyBytes.Doubles(0, 0.5, 1, 2))),
        }.Open(default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_larger_than_memory_should_hold_is_read_as_it_is_asked_for()
    {
        // 3 GiB of float32 on paper; on disk a hole with two rows of numbers.
        using TemporaryFolder folder = new();
        const int rows = 1_000_000, width = 805;
        byte[] header = NpyBytes.Make("<f4", NpyBytes.Shape(rows, width), []);
        string path = folder.File("large.npy");
        using (FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            file.Write(header);
            foreach ((int row, float value) in new[] { (0, 1f), (rows - 1, 2f) })
            {
                file.Position = header.Length + (4L * width * row);
                for (int i = 0; i < width; i++)
                    file.Write(BitConverter.GetBytes(value + i));
            }

            file.SetLength(header.Length + (4L * width * rows));
        }

        IDataset data = new ArraySource { Path = path }.Open(default).Train;
        Assert.Equal(rows, data.Count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Permutation order = RandomKey.FromSeed(1).Permutation(rows);
        int[] batch = new int[100];
        double sum = 0;
        for (int step = 0; step < 200; step++)
        {
            order.Fill(batch, step * batch.Length);
            using Pass pass = Pass.Evaluation();
            sum += data.Get(batch, pass, default)["x"].Span[0];
        }

        using Pass last = Pass.Evaluation();
        float[] ends = data.Get([rows - 1, 0], last)["x"].ToArray();
        Assert.Equal((2f, 806f, 1f, 805f), (ends[0], ends[width - 1], ends[width], ends[^1]));
        // 64 MB were read; a little is allocated for each row.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80 << 20);

        using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            file.SetLength(header.Length + (4L * width * 10));
        Assert.Contains("was longer when it was opened", Assert.Throws<DataFormatException>(() => data.Get([20], last)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_arrays_in_archives_stay_there_if_they_are_stored()
    {
        using TemporaryFolder folder = new();
        const int rows = 300_000, width = 1000;
        byte[] header = NpyBytes.Make("|u1", NpyBytes.Shape(rows, width), []);
        // The archive's directory is that of a small entry whose sizes are then those of the hole.
        long bytes = header.Length + ((long)rows * width);
        string path = folder.File("large.npz");
        byte[] small = ZipBytes.Make([new ZipBytes.Entry("data.npy", header) { Method = 0 }]);
        int directory = small.AsSpan().IndexOf("PK\u0001\u0002"u8);
        byte[] end = small[directory..];
        BitConverter.GetBytes((uint)bytes).CopyTo(end, 20);
        BitConverter.GetBytes((uint)bytes).CopyTo(end, 24);
        using (FileStream file = new(path, FileMode.CreateNew))
        {
            file.Write(small.AsSpan(0, directory));
            file.Position = directory + ((long)rows * width) - 1;
            file.WriteByte(7);
            BitConverter.GetBytes((uint)file.Position).CopyTo(end, end.Length - 6);
            file.Write(end);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        IDataset data = new NpzSource { Path = path }.Open(default).Train;
        using Pass pass = Pass.Evaluation();
        Assert.Equal(7f, data.Get([rows - 1], pass)["x"].Span[width - 1]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
