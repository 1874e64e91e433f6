using Latent.Data;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Checkpoints;

/// <summary>
/// A few inputs with what the model made of them when it was saved: the means of its latent variables, and the means of what it decodes from
/// these. Whoever loads the file computes them again, so that a model that computes something else is noticed before it is used.
/// </summary>
internal sealed class Golden
{
    private const string Prefix = "golden/", Input = "input/", Code = "code/", Output = "output/";

    // Bits are the same on every processor this was tested on; this much is left to those it was not, and to later versions.
    private const double Tolerance = 1e-4;

    private readonly SortedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    private Golden()
    {
    }

    /// <summary>Whether a tensor of a file belongs to these.</summary>
    public static bool IsGolden(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What a model makes of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">A few examples as the model sees them, free of any pass.</param>
    public static Golden Make(LatentModel model, Batch batch)
    {
        Golden golden = new();
        // Free of the pass that they were read in: what else is decoded from, a class, is drawn in another.
        foreach (string name in batch.Names.ToArray()) batch = batch.With(name, batch[name].Clone(), batch.Mask(name)?.Clone());
        foreach (string name in batch.Names)
        {
            golden._tensors.Add(Prefix + Input + name, batch[name]);
            if (batch.Mask(name) is { } mask) golden._tensors.Add($"{Prefix}{Input}{name}/mask", mask);
        }

        foreach ((string name, Tensor value) in Outputs(model, batch)) golden._tensors.Add(Prefix + name, value);
        return golden;
    }

    public void Write(SafetensorsWriter writer)
    {
        foreach ((string name, Tensor tensor) in _tensors) writer.Add(name, tensor);
    }

    /// <summary>Computes the outputs again and compares.</summary>
    /// <exception cref="ModelFormatException">They differ, or are not there as they must be.</exception>
    public static void Check(SafetensorsFile file, LatentModel model)
    {
        Dictionary<string, Tensor> saved = file.Entries.Where(static entry => IsGolden(entry.Name))
            .ToDictionary(static entry => entry.Name[Prefix.Length..], file.ReadTensor, StringComparer.Ordinal);
        if (saved.Count == 0) return;
        Batch? batch = null;
        foreach ((string name, Tensor value) in saved)
        {
            if (!name.StartsWith(Input, StringComparison.Ordinal) || name.EndsWith("/mask", StringComparison.Ordinal)) continue;
            string column = name[Input.Length..];
            try
            {
                batch ??= Batch.Of(column, value);
                batch = batch.With(column, value, saved.GetValueOrDefault($"{name}/mask"));
            }
            catch (Exception error) when (error is ShapeException or ArgumentException)
            {
                throw Wrong(file, $"its golden inputs are no batch: {error.Message}");
            }
        }

        if (batch is null) throw Wrong(file, "it has golden outputs and no golden inputs.");
        Dictionary<string, Tensor> now;
        try
        {
            now = Outputs(model, batch);
        }
        catch (Exception error) when (error is ShapeException or ArgumentException or KeyNotFoundException or InvalidOperationException or ArithmeticException)
        {
            throw Wrong(file, $"the model cannot be run on its golden inputs: {error.Message}");
        }

        foreach ((string name, Tensor value) in now) Compare(file, name, saved.GetValueOrDefault(name), value);
    }

    private static void Compare(SafetensorsFile file, string name, Tensor? saved, Tensor now)
    {
        if (saved is null || saved.Shape != now.Shape)
            throw Wrong(file, $"its golden output '{name}' is {(saved is null ? "missing" : saved.Shape.ToString())}; the model gives {now.Shape}.");
        double[] was = saved.ToDoubles(), isNow = now.ToDoubles();
        for (int i = 0; i < was.Length; i++)
        {
            if (!(Math.Abs(was[i] - isNow[i]) <= Tolerance * (1 + Math.Abs(was[i]))))
            {
                throw Wrong(file, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"the model computes {isNow[i]} where it computed {was[i]} when it was saved (element {i} of '{name}')."));
            }
        }
    }

    private static Dictionary<string, Tensor> Outputs(LatentModel model, Batch batch)
    {
        Dictionary<string, Tensor> outputs = new(StringComparer.Ordinal);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(0));
        // The examples belong to the pass they were read in; a model may make tensors of its own in this one.
        foreach (string name in batch.Names.ToArray()) batch = batch.With(name, batch[name].Clone(), batch.Mask(name)?.Clone());
        Trace codes;
        try
        {
            codes = model.Trace(pass, batch, TraceMode.Encode);
        }
        catch (NotSupportedException)
        {
            return outputs; // a posterior without a mean
        }

        Dictionary<string, Tensor> means = new(StringComparer.Ordinal);
        foreach (Site site in codes.LatentSites)
        {
            if (site.Kind != SiteKind.Latent || site.Value is not { } value) continue;
            means.Add(site.Name, value);
            outputs.Add(Code + site.Name, value.Clone());
        }

        if (means.Count == 0) return outputs;
        // Without the batch, so that what is observed is decoded and not scored.
        Trace decoded;
        try
        {
            decoded = model.Trace(pass, null, TraceMode.Given(means));
        }
        catch (Exception error) when (error is NotSupportedException or KeyNotFoundException)
        {
            return outputs; // a conditional model, or a likelihood without a mean
        }

        foreach (Site site in decoded.ObservedSites)
        {
            if (site.Value is { } value) outputs.Add(Output + site.Name, value.Clone());
        }

        return outputs;
    }

    private static ModelFormatException Wrong(SafetensorsFile file, string reason) =>
        new(file.Path, reason, "The file is damaged, or of a version that computed otherwise.");
}
