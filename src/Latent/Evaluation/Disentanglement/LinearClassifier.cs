namespace Latent.Evaluation.Disentanglement;

/// <summary>Support vector machines of one number, one class against the rest.</summary>
/// <remarks>
/// Each line minimises ½(w² + b²) + Σᵢ cᵢ·max(0, 1 - yᵢ(w·xᵢ + b))² with cᵢ = C·n/(K·n_k) for the class and C for the rest (two classes have
/// one line, both weighted), which is LIBLINEAR's problem with an intercept of scale 1 (R.-E. Fan et al., "LIBLINEAR: a library for large
/// linear classification", JMLR 9, 2008). Newton's method with halved steps reaches the minimum of a convex function of two numbers in a few.
/// </remarks>
internal sealed class LinearClassifier
{
    private const int Steps = 50;

    private readonly (double W, double B)[] _lines;

    private LinearClassifier((double W, double B)[] lines) => _lines = lines;

    /// <summary>w and b of each class, or of the second where there are two.</summary>
    public IReadOnlyList<(double W, double B)> Lines => _lines;

    public static LinearClassifier Fit(ReadOnlySpan<double> x, ReadOnlySpan<int> labels, int classes, double cost)
    {
        int[] counts = new int[classes];
        foreach (int label in labels) counts[label]++;
        int n = labels.Length, present = counts.Count(static c => c > 0);
        var lines = new (double W, double B)[classes == 2 ? 1 : classes];
        for (int k = 0; k < lines.Length; k++)
        {
            int own = classes == 2 ? 1 : k;
            // A class without an example is never chosen.
            lines[k] = counts[own] == 0 && classes > 2 ? (0, double.NegativeInfinity)
                : Line(x, labels, own, Weight(own), classes == 2 ? Weight(0) : cost);
        }

        return new LinearClassifier(lines);

        double Weight(int k) => counts[k] == 0 ? cost : cost * n / ((double)present * counts[k]);
    }

    /// <summary>The class whose line is highest; of equally high ones the first.</summary>
    public int Predict(double x)
    {
        if (_lines.Length == 1) return (_lines[0].W * x) + _lines[0].B > 0 ? 1 : 0;
        int best = 0;
        double highest = double.NegativeInfinity;
        for (int k = 0; k < _lines.Length; k++)
        {
            double height = (_lines[k].W * x) + _lines[k].B;
            if (height > highest) (best, highest) = (k, height);
        }

        return best;
    }

    private static (double W, double B) Line(ReadOnlySpan<double> x, ReadOnlySpan<int> labels, int own, double ownCost, double otherCost)
    {
        double w = 0, b = 0;
        double value = Value(x, labels, own, ownCost, otherCost, w, b, out Slopes slopes);
        for (int step = 0; step < Steps; step++)
        {
            double determinant = (slopes.Ww * slopes.Bb) - (slopes.Wb * slopes.Wb);
            double dw = ((slopes.Bb * slopes.W) - (slopes.Wb * slopes.B)) / determinant;
            double db = ((slopes.Ww * slopes.B) - (slopes.Wb * slopes.W)) / determinant;
            double fall = (dw * slopes.W) + (db * slopes.B);
            if (!(fall > 1e-14 * Math.Max(1e-300, value))) break;
            double length = 1, next;
            Slopes there;
            while ((next = Value(x, labels, own, ownCost, otherCost, w - (length * dw), b - (length * db), out there)) > value - (1e-4 * length * fall)
                && length > 1e-10)
            {
                length /= 2;
            }

            if (!(next < value)) break;
            (w, b, value, slopes) = (w - (length * dw), b - (length * db), next, there);
        }

        return (w, b);
    }

    private static double Value(
        ReadOnlySpan<double> x, ReadOnlySpan<int> labels, int own, double ownCost, double otherCost, double w, double b, out Slopes slopes)
    {
        Slopes s = new() { W = w, B = b, Ww = 1, Bb = 1 };
        double value = 0.5 * ((w * w) + (b * b));
        for (int i = 0; i < x.Length; i++)
        {
            bool isOwn = labels[i] == own;
            double y = isOwn ? 1 : -1, margin = 1 - (y * ((w * x[i]) + b));
            if (margin <= 0) continue;
            double cost = isOwn ? ownCost : otherCost;
            value += cost * margin * margin;
            s.W -= 2 * cost * y * margin * x[i];
            s.B -= 2 * cost * y * margin;
            s.Ww += 2 * cost * x[i] * x[i];
            s.Wb += 2 * cost * x[i];
            s.Bb += 2 * cost;
        }

        slopes = s;
        return value;
    }

    private struct Slopes
    {
        public double W, B, Ww, Wb, Bb;
    }
}
