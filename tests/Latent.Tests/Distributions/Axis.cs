namespace Latent.Tests.Distributions;

/// <summary>Nodes and weights of a rule on an interval, with exact distances to its finite ends, which rounding of x would lose.</summary>
internal readonly record struct Node(double X, double Above, double Below, double Weight);

/// <summary>
/// A coordinate of a continuous support: an interval, finite or not, cut where the density is not smooth. Each piece is integrated by the
/// double-exponential rule that suits it (H. Takahasi, M. Mori, "Double exponential formulas for numerical integration", 1974), which bears
/// integrable singularities at the ends and heavy tails.
/// </summary>
internal sealed record Axis(double Lower, double Upper, double[] Breaks, double Centre = 0)
{
    // Where the rules end: tanh(π/2·sinh 4.5) is within 1e-60 of 1, exp(π/2·sinh 5.2) = 1e61.
    private const double TanhEnd = 4.5, ExpEnd = 5.2, SinhEnd = 4.6;

    // Over two dimensions tails are light and singularities mild: within 1e-18 of 1, up to 1e12.
    private const double ShortEnd = 3.4;

    /// <summary>Where the whole coordinate begins, of which this may be a part: distances are from here.</summary>
    public double Least { get; init; } = Lower;

    /// <summary>Where the whole coordinate ends.</summary>
    public double Most { get; init; } = Upper;

    /// <summary>The part between two points.</summary>
    public Axis Between(double from, double to) => this with { Lower = Math.Max(Lower, from), Upper = Math.Min(Upper, to) };

    /// <summary>The rule of step 2^-level; a short one where it is squared.</summary>
    public List<Node> Nodes(int level, bool isShort)
    {
        double step = Math.Pow(2, -level);
        double[] cuts = [Lower, .. Breaks.Where(b => b > Lower && b < Upper).Order(), Upper];
        List<Node> nodes = [];
        for (int i = 0; i + 1 < cuts.Length; i++)
            Piece(cuts[i], cuts[i + 1], step, isShort, nodes);
        return nodes;
    }

    private void Piece(double a, double b, double step, bool isShort, List<Node> nodes)
    {
        bool below = double.IsInfinity(a), above = double.IsInfinity(b);
        double end = isShort ? ShortEnd : below && above ? SinhEnd : below || above ? ExpEnd : TanhEnd;
        int count = (int)(end / step);
        for (int i = -count; i <= count; i++)
        {
            double t = i * step, s = Math.PI / 2 * Math.Sinh(t), speed = step * Math.PI / 2 * Math.Cosh(t);
            if (below && above)
            {
                Add(Centre + Math.Sinh(s), double.PositiveInfinity, double.PositiveInfinity, speed * Math.Cosh(s));
            }
            else if (above)
            {
                Add(a + Math.Exp(s), Math.Exp(s), double.PositiveInfinity, speed * Math.Exp(s));
            }
            else if (below)
            {
                Add(b - Math.Exp(s), double.PositiveInfinity, Math.Exp(s), speed * Math.Exp(s));
            }
            else
            {
                double width = b - a, left = width / (1 + Math.Exp(-2 * s)), right = width / (1 + Math.Exp(2 * s));
                Add(left < right ? a + left : b - right, left, right, speed * 2 * left * right / width);
            }
        }

        void Add(double x, double left, double right, double weight)
        {
            // A node that rounds to an end has no weight worth keeping, and may lie outside an open support.
            bool inside = (x > a || below) && (x < b || above) && double.IsFinite(x) && weight > 0;
            if (inside) nodes.Add(new Node(x, a == Least ? left : x - Least, b == Most ? right : Most - x, weight));
        }
    }
}
