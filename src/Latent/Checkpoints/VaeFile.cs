using System.Globalization;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>
/// A <see cref="Vae"/> of images as one safetensors file: parameters by name, sizes as strings under <c>__metadata__</c>.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Height">Rows of its images.</param>
/// <param name="Width">Columns of its images.</param>
public sealed record VaeFile(Vae Model, int Height, int Width)
{
    private const string FormatKey = "latent.format", FamilyKey = "latent.family", Format = "1", Family = "vae";
    private const string HeightKey = "latent.height", WidthKey = "latent.width", HiddenKey = "latent.hidden", LatentsKey = "latent.latents";
    private const int LargestSize = 1 << 20, LargestLayer = 1 << 30;

    /// <summary>Writes the file; an old one stays whole until the new one is.</summary>
    public void Save(string path)
    {
        SafetensorsWriter writer = new();
        writer.SetMetadata(FormatKey, Format).SetMetadata(FamilyKey, Family);
        foreach ((string key, int value) in new[] { (HeightKey, Height), (WidthKey, Width), (HiddenKey, Model.Config.Hidden),
            (LatentsKey, Model.Config.Latents) })
            writer.SetMetadata(key, value.ToString(CultureInfo.InvariantCulture));
        foreach (Parameter parameter in Model.Parameters)
            writer.Add(parameter.Name, parameter.Shape.Span, parameter.Value.ToArray());
        writer.Save(path);
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="SafetensorsException">The file breaks the rules of its format.</exception>
    /// <exception cref="ModelFormatException">The file holds something else than such a model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static VaeFile Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string format = Metadata(file, FormatKey);
        if (!string.Equals(format, Format, StringComparison.Ordinal))
            throw new ModelFormatException(path, $"it is of format {format}; this version reads format {Format}.", "Use a newer version.");
        string family = Metadata(file, FamilyKey);
        if (!string.Equals(family, Family, StringComparison.Ordinal))
            throw new ModelFormatException(path, $"it holds a model of the family '{family}'.", $"This version knows '{Family}'.");
        int height = Size(file, HeightKey), width = Size(file, WidthKey), hidden = Size(file, HiddenKey), latents = Size(file, LatentsKey);
        if ((long)height * width > LargestSize || (long)height * width * hidden > LargestLayer || (long)hidden * latents > LargestLayer)
        {
            throw new ModelFormatException(path, $"it declares images of {height} x {width}, {hidden} hidden units and {latents} latents.",
                $"At most {LargestSize} pixels and {LargestLayer} weights a layer are accepted.");
        }

        SafetensorsSource source = new(file);
        Vae model = new(new VaeConfig(height * width, hidden, latents), ParameterScope.From(source));
        source.ThrowIfUnread();
        return new VaeFile(model, height, width);
    }

    private static string Metadata(SafetensorsFile file, string key) => file.Metadata.TryGetValue(key, out string? value)
        ? value
        : throw new ModelFormatException(file.Path, $"there is no '{key}' in its metadata.", "Only models written by latent can be read.");

    private static int Size(SafetensorsFile file, string key)
    {
        string text = Metadata(file, key);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is > 0 and <= LargestSize
            ? value
            : throw new ModelFormatException(file.Path, $"'{key}' is '{text}'.", $"A whole number from 1 to {LargestSize} is needed.");
    }
}
