namespace Latent.Evaluation.Disentanglement;

/// <summary>Multinomial logistic regression: Σ -log softmax(W·x + b)_y + ½|W|², the intercepts free.</summary>
/// <remarks>
/// The Hessian of the first term is nowhere above ½·XᵀX for each class (D. Böhning, "Multinomial logistic regression algorithm", Annals of the
/// Institute of Statistical Mathematics 44, 1992), so that steps by the inverse of that bound, found once, need no line search. They are
/// accelerated (Y. Nesterov 1983) and begin anew where the gradient turns against them (B. O'Donoghue, E. Candès, "Adaptive restart for
/// accelerated gradient schemes", Foundations of Computational Mathematics 15, 2015).
/// </remarks>
internal sealed class SoftmaxRegression
{
    private const int Steps = 100;
    private const double Tolerance = 1e-3;

    private readonly double[] _weights;
    private readonly int _inputs;
    private readonly int _classes;

    private SoftmaxRegression(double[] weights, int inputs, int classes) => (_weights, _inputs, _classes) = (weights, inputs, classes);

    /// <summary>[classes, inputs + 1], the intercepts last.</summary>
    public IReadOnlyList<double> Weights => _weights;

    public static SoftmaxRegression Fit(double[] x, int inputs, int[] labels, int classes, CancellationToken cancellation)
    {
        // The last input is 1. Centred, so that the intercept does not hide what varies.
        int n = labels.Length, width = inputs + 1;
        double[] means = new double[inputs], bound = new double[width * width];
        for (int i = 0; i < x.Length; i++) means[i % inputs] += x[i] / n;
        double[] rows = new double[n * width];
        for (int i = 0; i < n; i++)
        {
            for (int d = 0; d < inputs; d++) rows[(i * width) + d] = x[(i * inputs) + d] - means[d];
            rows[(i * width) + inputs] = 1;
            for (int a = 0; a < width; a++)
            {
                for (int b = 0; b <= a; b++) bound[(a * width) + b] += 0.5 * rows[(i * width) + a] * rows[(i * width) + b];
            }
        }

        for (int d = 0; d < inputs; d++) bound[(d * width) + d] += 1;
        _ = Cholesky.TryFactor(bound, width);
        double[] w = new double[classes * width], ahead = [.. w], gradient = new double[w.Length];
        double momentum = 1;
        for (int step = 0; step < Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Gradient(rows, width, labels, classes, ahead, gradient);
            double against = 0, largest = 0, scale = 0, next = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            double[] before = w;
            w = [.. ahead];
            double[] direction = [.. gradient];
            for (int k = 0; k < classes; k++) Cholesky.Solve(bound, width, direction.AsSpan(k * width, width));
            for (int i = 0; i < w.Length; i++)
            {
                w[i] -= direction[i];
                against += gradient[i] * (w[i] - before[i]);
                largest = Math.Max(largest, Math.Abs(w[i] - before[i]));
                scale = Math.Max(scale, Math.Abs(w[i]));
            }

            if (largest <= Tolerance * scale) break;
            if (against > 0) next = momentum = 1;
            for (int i = 0; i < w.Length; i++) ahead[i] = w[i] + ((momentum - 1) / next * (w[i] - before[i]));
            momentum = next;
        }

        for (int k = 0; k < classes; k++)
        {
            for (int d = 0; d < inputs; d++) w[(k * width) + inputs] -= w[(k * width) + d] * means[d];
        }

        return new SoftmaxRegression(w, inputs, classes);
    }

    /// <summary>The likeliest class; of equally likely ones the first.</summary>
    public int Predict(ReadOnlySpan<double> x)
    {
        int best = 0;
        double highest = double.NegativeInfinity;
        for (int k = 0; k < _classes; k++)
        {
            ReadOnlySpan<double> w = _weights.AsSpan(k * (_inputs + 1), _inputs + 1);
            double logit = w[_inputs];
            for (int d = 0; d < _inputs; d++) logit += w[d] * x[d];
            if (logit > highest) (best, highest) = (k, logit);
        }

        return best;
    }

    private static void Gradient(double[] rows, int width, int[] labels, int classes, double[] w, double[] gradient)
    {
        for (int k = 0; k < classes; k++)
        {
            for (int d = 0; d < width; d++) gradient[(k * width) + d] = d < width - 1 ? w[(k * width) + d] : 0;
        }

        double[] p = new double[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<double> x = rows.AsSpan(i * width, width);
            double highest = double.NegativeInfinity, sum = 0;
            for (int k = 0; k < classes; k++)
            {
                ReadOnlySpan<double> own = w.AsSpan(k * width, width);
                double logit = 0;
                for (int d = 0; d < own.Length; d++) logit += own[d] * x[d];
                p[k] = logit;
                highest = Math.Max(highest, logit);
            }

            for (int k = 0; k < classes; k++) sum += p[k] = Math.Exp(p[k] - highest);
            for (int k = 0; k < classes; k++)
            {
                double error = (p[k] / sum) - (k == labels[i] ? 1 : 0);
                Span<double> own = gradient.AsSpan(k * width, width);
                for (int d = 0; d < own.Length; d++) own[d] += error * x[d];
            }
        }
    }
}
