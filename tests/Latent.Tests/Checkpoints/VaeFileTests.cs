using Latent.Checkpoints;
using Latent.Models;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Checkpoints;

public sealed class VaeFileTests
{
    [Fact]
    public void Loading_gives_back_every_bit()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("m.safetensors");
        Vae model = TinyVae.Make();
        new VaeFile(model, 2, 3).Save(path);
        VaeFile loaded = VaeFile.Load(path);
        Assert.Equal((2, 3, model.Config), (loaded.Height, loaded.Width, loaded.Model.Config));
        Assert.Equal(
            model.Parameters.Select(static p => (p.Name, Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(p.Value.Span)))),
            loaded.Model.Parameters.Select(static p => (p.Name, Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(p.Value.Span)))));
        byte[] first = File.ReadAllBytes(path);
        loaded.Save(path);
        Assert.Equal(first, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("there is no 'latent.format' in its metadata", "latent.format", null)]
    [InlineData("it is of format 9; this version reads format 1", "latent.format", "9")]
    [InlineData("it holds a model of the family 'diffusion'", "latent.family", "diffusion")]
    [InlineData("'latent.hidden' is '-5'", "latent.hidden", "-5")]
    [InlineData("it declares images of 1048576 x 1048576", "latent.height,latent.width", "1048576")]
    [InlineData("the model needs 'encoder.0.weight' as F32 [7, 6]; the file has encoder.0.weight F32 [5, 6]", "latent.hidden", "7")]
    public void Files_that_hold_something_else_say_what(string says, string keys, string? value)
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter writer = Describe(new SafetensorsWriter(), keys, value);
        foreach (Parameter parameter in TinyVae.Make().Parameters)
            writer.Add(parameter.Name, parameter.Shape.Span, parameter.Value.ToArray());
        Assert.Contains(says, Refused(folder, writer), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_surplus_tensors_are_named()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<Parameter> parameters = TinyVae.Make().Parameters;
        SafetensorsWriter fewer = Describe(new SafetensorsWriter(), "", null), more = Describe(new SafetensorsWriter(), "", null);
        foreach (Parameter parameter in parameters)
        {
            more.Add(parameter.Name, parameter.Shape.Span, parameter.Value.ToArray());
            if (parameter.Name != "decoder.0.bias")
                fewer.Add(parameter.Name, parameter.Shape.Span, parameter.Value.ToArray());
        }

        more.Add("decoder.5.bias", [1], new float[1]);
        Assert.Contains("there is no tensor 'decoder.0.bias' [5], which the model needs", Refused(folder, fewer), StringComparison.Ordinal);
        Assert.Contains("it has 1 tensors that the model does not know: decoder.5.bias", Refused(folder, more), StringComparison.Ordinal);
    }

    private static string Refused(TemporaryFolder folder, SafetensorsWriter writer)
    {
        writer.Save(folder.File("m"));
        return Assert.Throws<ModelFormatException>(() => VaeFile.Load(folder.File("m"))).Message;
    }

    private static SafetensorsWriter Describe(SafetensorsWriter writer, string changed, string? value)
    {
        foreach ((string key, string right) in new[]
        {
            ("latent.format", "1"), ("latent.family", "vae"), ("latent.height", "2"), ("latent.width", "3"), ("latent.hidden", "5"), ("latent.latents", "2"),
        })
        {
            bool change = changed.Split(',').Contains(key);
            if (!change || value is not null)
                writer.SetMetadata(key, change ? value! : right);
        }

        return writer;
    }
}
