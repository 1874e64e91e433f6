using System.Text;
using Latent.Data;
using Latent.Data.Sources;
using Latent.Tensors;
using Latent.Tests.Data.Formats;
using Xunit.Abstractions;

namespace Latent.Tests.Data.Sources;

public sealed class PianoRollSourceTests(ITestOutputHelper output)
{
    private const string Text = """{"train": [[[21, 108], [], [60]], [[60], -1, 62, null]], "valid": [[[22]]]}""";

    [Fact]
    public void Sequences_come_as_long_as_the_longest_with_a_mask()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("tune.json.gz", IdxBytes.Gzip(Encoding.UTF8.GetBytes(Text)));
        DataSplits splits = new PianoRollSource { Path = path }.Open(default);
        Assert.Equal("tune train: x [4, 88] binary, up to this length, length [] real", $"{splits.Train.Name}: {string.Join(", ", splits.Train.Columns)}");
        Assert.Equal((2, 1, null), (splits.Train.Count, splits.Validation!.Count, splits.Test));
        using Pass pass = Pass.Evaluation();
        Batch batch = splits.Train.Get([0], pass);
        Assert.Equal([1, 3, 88], batch["x"].Shape.Span.ToArray());
        Assert.Equal(["0,0", "0,87", "2,39"], Ones(batch["x"]));
        Assert.Null(splits.Validation.Get([0], pass).Mask("x"));
        batch = splits.Train.Get([1, 0], pass);
        Assert.Equal([2, 4, 88], batch["x"].Shape.Span.ToArray());
        Assert.Equal(["0,39", "2,41", "4,0", "4,87", "6,39"], Ones(batch["x"]));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], batch.Mask("x")!.ToArray().Select(static (value, i) => (value, step: i / 88))
            .Where(static pair => pair.value > 0).Select(static pair => $"{pair.step}").Distinct());
        Assert.Equal([4f, 3], batch["length"].ToArray());
        Assert.Equal([4, 3], splits.Train.Select([1, 0]).ReadIntegers("length"));
    }

    [Fact]
    public void Windows_cut_sequences_into_pieces()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("tune.json", Encoding.UTF8.GetBytes(Text));
        IDataset train = new PianoRollSource { Path = path, Window = 2 }.Open(default).Train;
        Assert.Equal([2, 1, 2, 2], train.ReadIntegers("length"));
        using Pass pass = Pass.Evaluation();
        Assert.Equal(["0,0", "0,87", "2,39", "4,39", "6,41"], Ones(train.Get([0, 1, 2, 3], pass)["x"]));
    }

    [Theory]
    [InlineData("""{"train": [[[20]]]}""", "byte 13: the note 20 is no key of a piano, 21 to 108")]
    [InlineData("""{"train": [[[60.5]]]}""", "a note is no whole number")]
    [InlineData("""{"train": [[["C4"]]]}""", "String has no place here")]
    [InlineData("""{"train": [[[[60]]]]}""", "StartArray has no place here")]
    [InlineData("""{"train": 5}""", "Number has no place here")]
    [InlineData("""[[[60]]]""", "StartArray has no place here")]
    [InlineData("""{"train": [[[60]]], "train": []}""", "the part ''train'' is there twice")]
    [InlineData("""{"train": []}""", "it has no sequences")]
    [InlineData("""{"lead": [[[60]]]}""", "there is no part 'train'; it has 'lead'")]
    [InlineData("""{"train": [[[60]]]""", "it is no JSON")]
    [InlineData("""{"train": [[[60]]]} 7""", "it is no JSON")]
    [InlineData("""{"train": [[[60,]]]}""", "it is no JSON")]
    [InlineData("", "it is no JSON")]
    public void Other_content_is_refused_with_its_place(string text, string says)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("tune.json", Encoding.UTF8.GetBytes(text));
        Assert.Contains(says, Assert.Throws<DataFormatException>(() => new PianoRollSource { Path = path }.Open(default)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jsb", 229, 76, 77, 13_807, 4_602, 4_725)]
    [InlineData("nottingham", 694, 173, 170, 176_561, 45_513, 44_463)]
    [InlineData("piano_midi", 87, 12, 25, 75_911, 8_540, 19_036)]
    [InlineData("muse_data", 524, 135, 124, 245_202, 82_755, 64_339)]
    public void Real_rolls_have_their_published_sizes(string name, int train, int valid, int test, int trainSteps, int validSteps, int testSteps)
    {
        if (RealData.Folder("polyphonic") is not { } folder)
        {
            output.WriteLine("The polyphonic sets are not beside the repository (../shared/data/polyphonic): not checked.");
            return;
        }

        DataSplits splits = new PianoRollSource { Path = Path.Combine(folder, name + ".json.gz") }.Open(default);
        Assert.Equal((train, valid, test), (splits.Train.Count, splits.Validation!.Count, splits.Test!.Count));
        Assert.Equal((trainSteps, validSteps, testSteps),
            (splits.Train.ReadIntegers("length").Sum(), splits.Validation.ReadIntegers("length").Sum(), splits.Test.ReadIntegers("length").Sum()));
    }

    private static IEnumerable<string> Ones(Tensor x) =>
        x.ToArray().Select(static (value, i) => (value, i)).Where(static pair => pair.value == 1).Select(static pair => $"{pair.i / 88},{pair.i % 88}");
}
