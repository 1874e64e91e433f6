using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Multinomial logistic regression, fitted to its optimum: log p(y | x) = log softmax(W·x + b)_y.</summary>
/// <remarks>
/// What is made least: -1/n Σ log p(yᵢ | xᵢ) + λ/2·‖W‖², in nats, the intercepts b free. It is convex, and with λ &gt; 0 its optimum is one point up to a
/// constant added to all of b. C. M. Bishop, "Pattern recognition and machine learning", 2006, eq. 4.108 and 4.109.
/// </remarks>
internal sealed class LogisticRegression
{
    private const int RowsAtOnce = LogisticData.RowsAtOnce;

    private readonly int _width;
    private readonly int _classes;
    private readonly Device? _device;

    private LogisticRegression(int width, int classes, double[] parameters, Device? device)
    {
        (_width, _classes, Parameters, _device) = (width, classes, parameters, device);
    }

    /// <summary>W, [classes, width], and after it b, [classes].</summary>
    public double[] Parameters { get; }

    /// <summary>The largest element of the gradient at the optimum found.</summary>
    public double Gradient { get; private init; }

    /// <summary>Fits one.</summary>
    /// <param name="data">What it is fitted to.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="penalty">λ, not negative.</param>
    /// <param name="tolerance">How large an element of the gradient may be in the end.</param>
    /// <param name="steps">How many steps at most.</param>
    /// <param name="context">Device and cancellation.</param>
    /// <param name="start">Parameters to start from; zero by default.</param>
    public static LogisticRegression Fit(
        LogisticData data, int classes, double penalty, double tolerance, int steps, EvaluationContext context, double[]? start = null)
    {
        double[] parameters = start is null ? new double[(data.Width + 1) * classes] : [.. start];
        (_, double gradient, _) = LimitedMemoryBfgs.Minimise(
            (point, slope) => Loss(data, classes, penalty, point, slope, context.Device), parameters, tolerance, steps, context.Cancellation);
        return new LogisticRegression(data.Width, classes, parameters, context.Device) { Gradient = gradient };
    }

    /// <summary>The loss and its gradient: ∂/∂W = 1/n Σ (p(. | xᵢ) - 1_{yᵢ})·xᵢᵀ + λ·W, ∂/∂b the same without x and λ.</summary>
    internal static double Loss(LogisticData data, int classes, double penalty, ReadOnlySpan<double> point, Span<double> gradient, Device? device)
    {
        int n = data.Labels.Length, width = data.Width, first = 0;
        gradient.Clear();
        ReadOnlySpan<double> weight = point[..(width * classes)], bias = point[(width * classes)..];
        double loss = 0;
        foreach (Tensor examples in data.Pieces)
        {
            int rows = examples.Shape[0];
            using Pass pass = Pass.Evaluation(default, device);
            Tensor logProb = Ops.Linear(examples, pass.From(weight, [classes, width]), pass.From(bias, [classes])).LogSoftmax();
            Tensor truth = pass.OneHot(data.Labels.AsSpan(first, rows), classes, DType.Float64);
            loss -= (logProb * truth).Sum().Item();
            Tensor error = logProb.Exp() - truth;
            Add(gradient[..(width * classes)], error.MatMul(examples, Transpose.A).DoubleSpan);
            Add(gradient[(width * classes)..], error.Sum(0).DoubleSpan);
            first += rows;
        }

        double norm = 0;
        for (int i = 0; i < gradient.Length; i++) gradient[i] /= n;
        for (int i = 0; i < weight.Length; i++)
        {
            gradient[i] += penalty * weight[i];
            norm += weight[i] * weight[i];
        }

        return (loss / n) + (penalty / 2 * norm);
    }

    /// <summary>log p(y | x) of every class, [rows, classes].</summary>
    public double[] LogProb(double[] x)
    {
        int n = x.Length / _width;
        double[] all = new double[n * _classes];
        for (int first = 0; first < n; first += RowsAtOnce)
        {
            int rows = Math.Min(RowsAtOnce, n - first);
            using Pass pass = Pass.Evaluation(default, _device);
            Tensor examples = pass.From(x.AsSpan(first * _width, rows * _width), [rows, _width]);
            Tensor weight = pass.From(Parameters.AsSpan(0, _width * _classes), [_classes, _width]);
            Ops.Linear(examples, weight, pass.From(Parameters.AsSpan(_width * _classes), [_classes])).LogSoftmax().ToDoubles().CopyTo(all, first * _classes);
        }

        return all;
    }

    private static void Add(Span<double> sum, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < sum.Length; i++) sum[i] += values[i];
    }
}

/// <summary>Examples and their classes for <see cref="LogisticRegression"/>, cut into pieces of a fixed size: bits do not depend on threads.</summary>
/// <param name="Pieces">[rows, width] each.</param>
/// <param name="Labels">0 .. classes - 1 each.</param>
/// <param name="Width">Numbers of an example.</param>
internal sealed record LogisticData(IReadOnlyList<Tensor> Pieces, int[] Labels, int Width)
{
    public const int RowsAtOnce = 4096;

    /// <summary>Cuts x, [rows, width].</summary>
    public static LogisticData Of(ReadOnlySpan<double> x, int[] labels, int width)
    {
        List<Tensor> pieces = [];
        for (int first = 0; first < labels.Length; first += RowsAtOnce)
        {
            int rows = Math.Min(RowsAtOnce, labels.Length - first);
            pieces.Add(Tensor.From(x.Slice(first * width, rows * width), [rows, width]));
        }

        return new LogisticData(pieces, labels, width);
    }
}
