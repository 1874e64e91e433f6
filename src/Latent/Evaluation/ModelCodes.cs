using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>A latent site as a stretch of a code.</summary>
/// <param name="Name">The site.</param>
/// <param name="Event">The shape of its values.</param>
/// <param name="Offset">Where its numbers begin in a code.</param>
/// <param name="IsReal">Whether its values are real numbers, between which one can go.</param>
/// <param name="IsStandardNormal">Whether its prior is N(0, 1).</param>
internal sealed record CodeSite(string Name, Shape Event, int Offset, bool IsReal, bool IsStandardNormal)
{
    public int Width => Event.Count;
}

/// <summary>Encodes and decodes by any model: a code is the values of all latent sites, one after the other.</summary>
internal sealed class ModelCodes
{
    private readonly LatentModel _model;
    private readonly DType _dtype;

    private ModelCodes(LatentModel model, DType dtype, IReadOnlyList<CodeSite> sites, string output)
    {
        _model = model;
        _dtype = dtype;
        Sites = sites;
        Output = output;
        Width = sites.Sum(static site => site.Width);
    }

    /// <summary>The latent sites.</summary>
    public IReadOnlyList<CodeSite> Sites { get; }

    /// <summary>The observed site that is looked at: the model's first.</summary>
    public string Output { get; }

    /// <summary>How many numbers a code has.</summary>
    public int Width { get; }

    /// <summary>Numbers of a decoded example; of sequences, of the longest.</summary>
    public int OutputWidth { get; private set; }

    /// <summary>Whether the likelihood gives probabilities to levels, not a density.</summary>
    public bool IsDiscrete { get; private init; }

    /// <summary>The columns, such as a class, that are variables of the model and are given to it where they are known.</summary>
    private IReadOnlyList<string> Told { get; init; } = [];

    /// <summary>Whether every prior of real numbers is N(0, 1).</summary>
    public bool IsStandardNormal => Sites.All(static site => site.IsStandardNormal || !site.IsReal);

    /// <summary>Reads a model's sites, and tries whether it encodes and decodes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">One example of it is encoded.</param>
    /// <param name="context">Randomness and device.</param>
    /// <param name="obstacle">Why it does not; null if it does.</param>
    public static ModelCodes? Read(LatentModel model, IDataset data, EvaluationContext context, out string? obstacle)
    {
        obstacle = null;
        try
        {
            using Pass pass = context.Pass("noise");
            Trace trace = EvaluationData.Sites(model, data, pass, context);
            List<CodeSite> sites = [];
            foreach (Site site in trace.CodeSites)
            {
                sites.Add(new CodeSite(
                    site.Name, site.Prior.EventShape, sites.Sum(static s => s.Width), site.Prior.Support.IsSameAs(Support.Real)
                    || site.Prior.Support.IsSameAs(Support.RealVector), site.Prior is Normal { IsStandard: true }));
            }

            Site? output = trace.ObservedSites.FirstOrDefault(static site => !site.IsOptional);
            if (sites.Count == 0 || output is null)
            {
                obstacle = $"the model has no {(output is null ? "observed" : "latent")} site";
                return null;
            }

            ModelCodes codes = new(model, trace.DType, sites, output.Name)
            {
                IsDiscrete = output.Prior.Support.IsDiscrete,
                Told = [.. trace.CodeSites.Where(static site => site.IsOptional).Select(static site => site.Name)],
            };
            // Without data sequences are decoded to the longest, however long this example is.
            codes.OutputWidth = codes.WidthOf(codes.Encode(data, [0], context), context);
            return codes;
        }
        catch (Exception error) when (error is NotSupportedException or KeyNotFoundException)
        {
            // A family without a mean; or a model that needs more than its latent variables to decode.
            obstacle = error.Message;
            return null;
        }
    }

    /// <summary>Whether codes are those of examples of which the model was told a column.</summary>
    public bool IsTold(string column) => Told.Contains(column, StringComparer.Ordinal);

    /// <summary>The means of q of some examples, [rows, <see cref="Width"/>].</summary>
    public double[] Encode(IDataset data, ReadOnlySpan<int> rows, EvaluationContext context)
    {
        double[] codes = new double[rows.Length * Width];
        int piece = context.RowsFor(data);
        for (int first = 0; first < rows.Length; first += piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> some = rows.Slice(first, Math.Min(piece, rows.Length - first));
            using Pass pass = context.Pass("noise");
            Write(_model.Trace(pass, data.Get(some, pass, context.DataKey), TraceMode.Encode), codes.AsSpan(first * Width));
        }

        return codes;
    }

    /// <summary>The means of p(x | z), [rows, <see cref="OutputWidth"/>].</summary>
    public double[] Decode(ReadOnlySpan<double> codes, int rows, EvaluationContext context)
    {
        double[] outputs = new double[rows * OutputWidth];
        int piece = PieceOf(context);
        for (int first = 0; first < rows; first += piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(piece, rows - first);
            using Pass pass = context.Pass("noise");
            Trace trace = _model.Trace(pass, null, TraceMode.Given(Split(codes.Slice(first * Width, some * Width), some, pass)));
            trace[Output].Value!.ToDoubles().CopyTo(outputs, first * OutputWidth);
        }

        return outputs;
    }

    /// <summary>Draws from the prior, decoded.</summary>
    /// <param name="count">How many.</param>
    /// <param name="means">Whether decoded to means, not draws of p(x | z); the codes are the same.</param>
    /// <param name="context">Randomness and device.</param>
    public (double[] Codes, double[] Outputs) Generate(int count, bool means, EvaluationContext context)
    {
        double[] codes = new double[count * Width], outputs = new double[count * OutputWidth];
        Generate(count, means, context, (trace, first) =>
        {
            Write(trace, codes.AsSpan(first * Width));
            trace[Output].Value!.ToDoubles().CopyTo(outputs, first * OutputWidth);
        });
        return (codes, outputs);
    }

    /// <summary>Draws of p(z) and p(x | z), and the q(z | x) they are encoded to.</summary>
    /// <returns>Codes drawn, means and, where the families tell, variances of q.</returns>
    public (double[] Drawn, double[] Means, double[]? Variances) RoundTrip(int count, EvaluationContext context)
    {
        double[] drawn = new double[count * Width], means = new double[count * Width];
        double[]? variances = new double[count * Width];
        Generate(count, false, context, (trace, first) =>
        {
            Write(trace, drawn.AsSpan(first * Width));
            Batch? batch = null;
            foreach (Site site in trace.Sites.Where(static site => site.Kind == SiteKind.Observed || site.IsOptional))
                batch = batch is null ? Batch.Of(site.Name, site.Value!) : batch.With(site.Name, site.Value!);
            Trace encoded = _model.Trace(trace.Pass, batch, TraceMode.Encode);
            Write(encoded, means.AsSpan(first * Width));
            if (variances is not null && !TryVariances(encoded, variances.AsSpan(first * Width))) variances = null;
        });
        return (drawn, means, variances);
    }

    private int WidthOf(double[] code, EvaluationContext context)
    {
        using Pass pass = context.Pass("noise");
        return _model.Trace(pass, null, TraceMode.Given(Split(code, 1, pass)))[Output].Value!.Shape.Count;
    }

    // Pieces of a fixed size with a key each: a generated trace has no place in a data set that its noise could go by.
    private void Generate(int count, bool means, EvaluationContext context, Action<Trace, int> use)
    {
        const int piece = 128;
        for (int first = 0; first < count; first += piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using Pass pass = Pass.Evaluation(context.Key.Split("generated").Split(first / piece), context.Device);
            use(_model.Trace(pass, null, TraceMode.Generate(Math.Min(piece, count - first), means: means)), first);
        }
    }

    private Dictionary<string, Tensor> Split(ReadOnlySpan<double> codes, int rows, Pass pass)
    {
        Dictionary<string, Tensor> values = new(StringComparer.Ordinal);
        foreach (CodeSite site in Sites)
        {
            double[] own = new double[rows * site.Width];
            for (int i = 0; i < rows; i++)
                codes.Slice((i * Width) + site.Offset, site.Width).CopyTo(own.AsSpan(i * site.Width));
            values.Add(site.Name, pass.From(own, Shape.Create([rows]).Concat(site.Event)).To(_dtype));
        }

        return values;
    }

    private void Write(Trace trace, Span<double> codes)
    {
        foreach (CodeSite site in Sites)
            Write(trace[site.Name].Value!.ToDoubles(), site, codes);
    }

    private bool TryVariances(Trace encoded, Span<double> variances)
    {
        try
        {
            foreach (CodeSite site in Sites)
            {
                if (encoded[site.Name].Posterior is not { } q) return false;
                Shape full = Shape.Create([encoded.Rows]).Concat(site.Event);
                Write((q.Variance.Shape == full ? q.Variance : q.Variance.BroadcastTo(full)).ToDoubles(), site, variances);
            }

            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private void Write(ReadOnlySpan<double> values, CodeSite site, Span<double> codes)
    {
        for (int i = 0; i < values.Length / site.Width; i++)
            values.Slice(i * site.Width, site.Width).CopyTo(codes[((i * Width) + site.Offset)..]);
    }

    private int PieceOf(EvaluationContext context) => context.Rows > 0 ? context.Rows : (int)Math.Clamp((1L << 21) / (OutputWidth + 1), 16, 2048);
}
