using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Json;
using Latent.Models;

namespace Latent.Evaluation;

/// <summary>How a path between two codes goes.</summary>
[JsonConverter(typeof(KebabNames<PathKind>))]
public enum PathKind
{
    /// <summary>Along the great circle where every prior is N(0, 1), else straight.</summary>
    Auto,

    /// <summary>Straight.</summary>
    Linear,

    /// <summary>
    /// Each site along the great circle between its codes, lengths changing evenly: a path that keeps to where a normal prior has its mass (T.
    /// White, "Sampling generative networks", 2016).
    /// </summary>
    Spherical,
}

/// <summary>How continuity is measured.</summary>
public sealed record ContinuityOptions
{
    /// <summary>How many pairs of examples a path is laid between.</summary>
    public int Pairs { get; set; } = 64;

    /// <summary>Steps of a path.</summary>
    public int Steps { get; set; } = 32;

    /// <summary>How paths go.</summary>
    public PathKind Path { get; set; }

    /// <summary>How often the steepest step of a path is halved to see whether it is a jump.</summary>
    public int Halvings { get; set; } = 12;
}

/// <summary>A step of a path.</summary>
/// <param name="From">The example the path comes from.</param>
/// <param name="To">The example it goes to.</param>
/// <param name="At">Where on the path it begins, 0 to 1.</param>
/// <param name="LatentDistance">|Δz|, Euclidean.</param>
/// <param name="DecodedDistance">|Δx|, Euclidean between means of p(x | z), in the units the model sees.</param>
/// <param name="Jump">
/// 1 + log₂(r)/m, where halving the step m times and keeping the half that changes more leaves the share r of its change: 0 where change
/// shrinks with the step, as of any smooth decoder, 1 where it does not shrink at all.
/// </param>
public sealed record PathStep(int From, int To, double At, double LatentDistance, double DecodedDistance, double Jump);

/// <summary>How smoothly what is decoded changes along paths between codes.</summary>
/// <param name="Output">The observed site whose means are compared.</param>
/// <param name="Path">How the paths went.</param>
/// <param name="Pairs">How many paths; pairs with one code for both are left out.</param>
/// <param name="Steps">Steps of each.</param>
/// <param name="Slope">|Δx|/|Δz| of all steps.</param>
/// <param name="Detour">Length of the decoded path by the distance of its ends, of each path; 1 is straight.</param>
/// <param name="Jump">The jump score of each path's steepest step: 0 smooth, 1 a jump.</param>
/// <param name="Steepest">The step with the largest slope.</param>
/// <param name="Jumpiest">The step with the largest jump score.</param>
public sealed record ContinuityResult(
    string Output, PathKind Path, int Pairs, int Steps, Quantiles Slope, Quantiles Detour, Quantiles Jump, PathStep Steepest, PathStep Jumpiest);

/// <summary>Whether near codes decode to near examples, the first property a generative latent space needs.</summary>
public static class Continuity
{
    /// <summary>Goes along paths between encoded examples and looks at what is decoded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data, as the model sees it.</param>
    /// <param name="options">How many paths and steps.</param>
    /// <param name="context">Randomness, device and cancellation.</param>
    /// <exception cref="EvaluationNotDefinedException">
    /// There are fewer than two examples, the model does not encode or decode to means, or all examples have one code.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled on the way.</exception>
    public static ContinuityResult Run(LatentModel model, IDataset data, ContinuityOptions options, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Pairs, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Steps, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Halvings, nameof(options));
        if (data.Count < 2) throw new EvaluationNotDefinedException("Continuity", $"a path needs two examples, and {data.Name} has {data.Count}");
        ModelCodes codes = ModelCodes.Read(model, data, context, out string? obstacle) ?? throw new EvaluationNotDefinedException("Continuity", obstacle!);
        if (!codes.Sites.Any(static site => site.IsReal))
            throw new EvaluationNotDefinedException("Continuity", "no latent variable takes real values, between which one could go");
        PathKind kind = options.Path != PathKind.Auto ? options.Path : codes.IsStandardNormal ? PathKind.Spherical : PathKind.Linear;
        int[] rows = EvaluationData.Choose(data.Count, Math.Min(2 * options.Pairs, data.Count / 2 * 2), context.Key.Split("paths"));
        List<LatentPath> paths = Paths(codes, codes.Encode(data, rows, context), rows, kind);
        if (paths.Count == 0)
        {
            throw new EvaluationNotDefinedException(
                "Continuity", $"the {rows.Length} examples chosen have the same code two by two: the latent variables carry nothing");
        }

        List<Walked> walked = [];
        for (int i = 0; i < paths.Count; i++)
        {
            walked.Add(new Walked(paths[i], codes, options.Steps, context));
            context.Progress?.Report(0.8 * (i + 1) / paths.Count);
        }

        double[] jumps = Jumps(walked, codes, options, context);
        context.Progress?.Report(1);
        int steepest = walked.IndexOf(walked.MaxBy(static w => w.Slopes[w.Steepest])!), jumpiest = Array.IndexOf(jumps, jumps.Max());
        return new ContinuityResult(
            codes.Output, kind, paths.Count, options.Steps, Quantiles.Of([.. walked.SelectMany(static w => w.Slopes)]),
            Quantiles.Of([.. walked.Select(static w => w.Detour)]), Quantiles.Of(jumps), walked[steepest].Step(jumps[steepest]),
            walked[jumpiest].Step(jumps[jumpiest]));
    }

    private static List<LatentPath> Paths(ModelCodes codes, double[] all, int[] rows, PathKind kind)
    {
        List<LatentPath> paths = [];
        for (int i = 0; i + 1 < rows.Length; i += 2)
        {
            LatentPath path = new(codes.Sites, all.AsSpan(i * codes.Width, codes.Width).ToArray(),
                all.AsSpan((i + 1) * codes.Width, codes.Width).ToArray(), kind == PathKind.Spherical, rows[i], rows[i + 1]);
            // Below this the codes differ by rounding.
            if (path.Distance(0, 1) > 1e-5 * Math.Sqrt(codes.Width)) paths.Add(path);
        }

        return paths;
    }

    // Halves the steepest step of every path at once.
    private static double[] Jumps(List<Walked> walked, ModelCodes codes, ContinuityOptions options, EvaluationContext context)
    {
        int count = walked.Count, width = codes.OutputWidth;
        double[] from = [.. walked.Select(static w => w.From)], to = [.. walked.Select(static w => w.To)], changes = [.. walked.Select(static w => w.Change)];
        double[][] left = [.. walked.Select(static w => w.Left)], right = [.. walked.Select(static w => w.Right)];
        for (int halving = 0; halving < options.Halvings; halving++)
        {
            double[] points = new double[count * codes.Width];
            for (int i = 0; i < count; i++)
                walked[i].Path.At(0.5 * (from[i] + to[i]), points.AsSpan(i * codes.Width, codes.Width));
            double[] middle = codes.Decode(points, count, context);
            for (int i = 0; i < count; i++)
            {
                double[] x = middle.AsSpan(i * width, width).ToArray();
                double first = Geometry.Distance(left[i], x), second = Geometry.Distance(x, right[i]);
                if (first >= second) (to[i], right[i], changes[i]) = (0.5 * (from[i] + to[i]), x, first);
                else (from[i], left[i], changes[i]) = (0.5 * (from[i] + to[i]), x, second);
            }
        }

        double[] scores = new double[count];
        for (int i = 0; i < count; i++)
        {
            // Changes so small are rounding, which does not shrink with the step.
            double size = 1e-4 * (1 + Geometry.Norm(left[i]));
            double share = walked[i].Change > size ? changes[i] / walked[i].Change : 0;
            scores[i] = share > 0 ? Math.Clamp(1 + (Math.Log2(share) / options.Halvings), 0, 1) : 0;
        }

        return scores;
    }

    private sealed class Walked
    {
        private readonly double[] _changes;

        public Walked(LatentPath path, ModelCodes codes, int steps, EvaluationContext context)
        {
            Path = path;
            int width = codes.OutputWidth;
            double[] points = new double[(steps + 1) * codes.Width];
            for (int s = 0; s <= steps; s++)
                path.At(s / (double)steps, points.AsSpan(s * codes.Width, codes.Width));
            double[] x = codes.Decode(points, steps + 1, context);
            _changes = new double[steps];
            Slopes = new double[steps];
            for (int s = 0; s < steps; s++)
            {
                _changes[s] = Geometry.Distance(x.AsSpan(s * width, width), x.AsSpan((s + 1) * width, width));
                Slopes[s] = _changes[s] / path.Distance(s / (double)steps, (s + 1) / (double)steps);
                if (Slopes[s] > Slopes[Steepest]) Steepest = s;
            }

            double ends = Geometry.Distance(x.AsSpan(0, width), x.AsSpan(steps * width, width)), length = _changes.Sum();
            Detour = ends > 0 ? length / ends : length > 0 ? double.PositiveInfinity : 1;
            Left = x.AsSpan(Steepest * width, width).ToArray();
            Right = x.AsSpan((Steepest + 1) * width, width).ToArray();
        }

        public LatentPath Path { get; }

        public double[] Slopes { get; }

        public int Steepest { get; }

        public double Detour { get; }

        public double From => Steepest / (double)Slopes.Length;

        public double To => (Steepest + 1) / (double)Slopes.Length;

        public double Change => _changes[Steepest];

        public double[] Left { get; }

        public double[] Right { get; }

        public PathStep Step(double jump) => new(Path.FromRow, Path.ToRow, From, Path.Distance(From, To), Change, jump);
    }
}
