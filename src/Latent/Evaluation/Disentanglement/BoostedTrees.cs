namespace Latent.Evaluation.Disentanglement;

/// <summary>How trees are grown.</summary>
internal readonly record struct BoostedTreesOptions(int Stages, int Depth, double Rate);

/// <summary>Gradient-boosted classification trees: what elements of a code they use, and what they answer.</summary>
/// <remarks>
/// J. H. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29, 2001, algorithm 6: in each stage a
/// regression tree a class is fitted to the residuals y - p of the softmax, and a leaf adds ν·(K - 1)/K·Σr/Σp(1 - p). Splits are those
/// that lower the residuals' sum of squares most, n_L·n_R/n·(mean_L - mean_R)², which is summed into the importance of the element that is split.
/// Values stand in up to 256 bins (each its own where there are not more), so that trees see the order of values alone; of equally good splits the
/// first element's first is taken, and their elements share the importance. Nothing is drawn: the fit is a function of the data.
/// </remarks>
internal sealed class BoostedTrees
{
    // Of a node's histogram the greater child's is the difference of two sums: what it is short of an exact 0 is no gain.
    private const double LeastGain = 1e-9;

    // Gains that differ by less differ by rounding.
    private const double Beyond = 1 + 1e-9;

    private readonly BoostedTreesOptions _options;
    private readonly BinnedCodes _train;
    private readonly BinnedCodes _test;
    private readonly double[] _residuals;
    private readonly double[] _curvatures;
    private readonly int[] _order;
    private readonly int[] _testOrder;
    private readonly int[] _spare;
    private readonly Histogram[] _histograms;
    private readonly double[] _importances;
    private readonly int[] _rootCounts;
    private readonly double[] _gains;
    private readonly int[] _places;
    private double _leastGain;
    private double _leafScale;

    private BoostedTrees(BinnedCodes train, BinnedCodes test, BoostedTreesOptions options)
    {
        _options = options;
        _train = train;
        _test = test;
        _residuals = new double[train.Count];
        _curvatures = new double[train.Count];
        _order = new int[train.Count];
        _testOrder = new int[test.Count];
        _spare = new int[Math.Max(train.Count, test.Count)];
        _histograms = [.. Enumerable.Range(0, (2 * options.Depth) + 1).Select(_ => new Histogram(train.Starts[^1]))];
        _importances = new double[train.Width];
        _rootCounts = new int[train.Starts[^1]];
        for (int d = 0; d < train.Width; d++)
        {
            foreach (byte bin in train.Column(d)) _rootCounts[train.Starts[d] + bin]++;
        }

        _gains = new double[train.Width];
        _places = new int[train.Width];
    }

    /// <summary>Fits to some examples and answers for others.</summary>
    /// <returns>The share of each element in all gains, 0 where nothing was ever split; and the likeliest class of each test example.</returns>
    public static (double[] Importances, int[] Predictions) Fit(
        BinnedCodes train, ReadOnlySpan<int> labels, BinnedCodes test, int classes, BoostedTreesOptions options, CancellationToken cancellation)
    {
        BoostedTrees trees = new(train, test, options);
        int[] counts = new int[classes];
        foreach (int label in labels) counts[label]++;
        // A class that nothing is learned of is not answered.
        int[] present = [.. Enumerable.Range(0, classes).Where(k => counts[k] > 0)];
        double[] priors = new double[present.Length];
        for (int k = 0; k < present.Length; k++) priors[k] = Math.Log(counts[present[k]] / (double)labels.Length);
        trees._leafScale = options.Rate * (present.Length - 1) / present.Length;
        double[][] scores = [.. priors.Select(prior => Filled(train.Count, prior))];
        double[][] answers = [.. priors.Select(prior => Filled(test.Count, prior))];
        double[][] probabilities = [.. present.Select(_ => new double[train.Count])];
        for (int stage = 0; stage < options.Stages && present.Length > 1; stage++)
        {
            cancellation.ThrowIfCancellationRequested();
            Softmax(scores, probabilities);
            // All trees of a stage see the probabilities before it.
            for (int k = 0; k < present.Length; k++) trees.Tree(labels, present[k], scores[k], answers[k], probabilities[k]);
        }

        double all = trees._importances.Sum();
        int[] predictions = new int[test.Count];
        for (int i = 0; i < predictions.Length; i++)
        {
            int best = 0;
            for (int k = 1; k < present.Length; k++)
            {
                if (answers[k][i] > answers[best][i]) best = k;
            }

            predictions[i] = present[best];
        }

        return ([.. trees._importances.Select(gain => all > 0 ? gain / all : 0)], predictions);
    }

    private void Tree(ReadOnlySpan<int> labels, int own, double[] scores, double[] answers, double[] probabilities)
    {
        double squares = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double p = probabilities[i], r = (labels[i] == own ? 1 : 0) - p;
            _residuals[i] = r;
            _curvatures[i] = p * (1 - p);
            squares += r * r;
            _order[i] = i;
        }

        for (int i = 0; i < _testOrder.Length; i++) _testOrder[i] = i;
        _leastGain = LeastGain * squares;
        _histograms[0].CountAll(_train, _residuals, _rootCounts);
        Grow(new Node(0, _order.Length, 0, _testOrder.Length), 0, _histograms[0], scores, answers);
    }

    private void Grow(Node node, int depth, Histogram? histogram, double[] scores, double[] answers)
    {
        if (depth == _options.Depth || node.Count < 2 || histogram is null || !TrySplit(node, histogram, out int dimension, out int last))
        {
            Leaf(node, scores, answers);
            return;
        }

        int left = Partition(_order.AsSpan(node.First, node.Count), _train.Column(dimension), last);
        int testLeft = Partition(_testOrder.AsSpan(node.TestFirst, node.TestCount), _test.Column(dimension), last);
        Node below = new(node.First, left, node.TestFirst, testLeft);
        Node above = new(node.First + left, node.Count - left, node.TestFirst + testLeft, node.TestCount - testLeft);
        Histogram? ofBelow = null, ofAbove = null;
        if (depth + 1 < _options.Depth)
        {
            // The smaller child is counted, the greater is what is left.
            ofBelow = _histograms[(2 * depth) + 1];
            ofAbove = _histograms[(2 * depth) + 2];
            (Node small, Histogram counted, Histogram rest) = below.Count <= above.Count ? (below, ofBelow, ofAbove) : (above, ofAbove, ofBelow);
            counted.Count(_train, _order.AsSpan(small.First, small.Count), _residuals);
            rest.Subtract(histogram, counted);
        }

        Grow(below, depth + 1, ofBelow, scores, answers);
        Grow(above, depth + 1, ofAbove, scores, answers);
    }

    // Elements that split equally well, as those that each part one row from the rest, share the importance; the first of them is split.
    private bool TrySplit(Node node, Histogram histogram, out int dimension, out int last)
    {
        double best = _leastGain, all = 0;
        (dimension, last) = (-1, 0);
        ReadOnlySpan<double> sums = histogram.Sums;
        ReadOnlySpan<int> counts = histogram.Counts;
        for (int bin = _train.Starts[0]; bin < _train.Starts[1]; bin++) all += sums[bin];
        double mean = all / node.Count;
        for (int d = 0; d < _train.Width; d++)
        {
            double sum = 0;
            int count = 0;
            _gains[d] = 0;
            for (int bin = _train.Starts[d]; bin < _train.Starts[d + 1]; bin++)
            {
                if (counts[bin] == 0) continue;
                sum += sums[bin];
                count += counts[bin];
                if (count == node.Count) break;
                // n_L·n_R/n·(mean_L - mean_R)², with one division.
                double above = sum - (mean * count), gain = above * above * node.Count / ((double)count * (node.Count - count));
                if (gain > _gains[d] * Beyond) (_gains[d], _places[d]) = (gain, bin - _train.Starts[d]);
            }

            if (_gains[d] > best * Beyond) (best, dimension, last) = (_gains[d], d, _places[d]);
        }

        if (dimension < 0) return false;
        int equals = 0;
        for (int d = 0; d < _train.Width; d++)
        {
            if (_gains[d] * Beyond >= best) equals++;
        }

        for (int d = 0; d < _train.Width; d++)
        {
            if (_gains[d] * Beyond >= best) _importances[d] += best / equals;
        }

        return true;
    }

    private void Leaf(Node node, double[] scores, double[] answers)
    {
        double sum = 0, curvature = 0;
        ReadOnlySpan<int> rows = _order.AsSpan(node.First, node.Count);
        foreach (int row in rows)
        {
            sum += _residuals[row];
            curvature += _curvatures[row];
        }

        double value = curvature > 1e-150 ? _leafScale * sum / curvature : 0;
        foreach (int row in rows) scores[row] += value;
        foreach (int row in _testOrder.AsSpan(node.TestFirst, node.TestCount)) answers[row] += value;
    }

    // Rows up to a bin first, in their order.
    private int Partition(Span<int> rows, ReadOnlySpan<byte> bins, int last)
    {
        int kept = 0, others = 0;
        foreach (int row in rows)
        {
            if (bins[row] <= last) rows[kept++] = row;
            else _spare[others++] = row;
        }

        _spare.AsSpan(0, others).CopyTo(rows[kept..]);
        return kept;
    }

    private static void Softmax(double[][] scores, double[][] probabilities)
    {
        for (int i = 0; i < scores[0].Length; i++)
        {
            double highest = double.NegativeInfinity, sum = 0;
            foreach (double[] of in scores) highest = Math.Max(highest, of[i]);
            for (int k = 0; k < scores.Length; k++) sum += probabilities[k][i] = Math.Exp(scores[k][i] - highest);
            foreach (double[] of in probabilities) of[i] /= sum;
        }
    }

    private static double[] Filled(int count, double value)
    {
        double[] values = new double[count];
        Array.Fill(values, value);
        return values;
    }

    private readonly record struct Node(int First, int Count, int TestFirst, int TestCount);

    // Sums of residuals and numbers of rows, by element and bin.
    private sealed class Histogram(int size)
    {
        private readonly double[] _sums = new double[size];
        private readonly int[] _counts = new int[size];

        public ReadOnlySpan<double> Sums => _sums;

        public ReadOnlySpan<int> Counts => _counts;

        public void Count(BinnedCodes codes, ReadOnlySpan<int> rows, double[] residuals)
        {
            Array.Clear(_sums);
            Array.Clear(_counts);
            for (int d = 0; d < codes.Width; d++)
            {
                ReadOnlySpan<byte> bins = codes.Column(d);
                Span<double> sums = _sums.AsSpan(codes.Starts[d]);
                Span<int> counts = _counts.AsSpan(codes.Starts[d]);
                foreach (int row in rows)
                {
                    int bin = bins[row];
                    sums[bin] += residuals[row];
                    counts[bin]++;
                }
            }
        }

        // Every tree begins with all rows: their numbers are counted once.
        public void CountAll(BinnedCodes codes, double[] residuals, int[] counts)
        {
            Array.Clear(_sums);
            counts.CopyTo(_counts, 0);
            for (int d = 0; d < codes.Width; d++)
            {
                ReadOnlySpan<byte> bins = codes.Column(d);
                Span<double> sums = _sums.AsSpan(codes.Starts[d], codes.Starts[d + 1] - codes.Starts[d]);
                for (int i = 0; i < bins.Length; i++) sums[bins[i]] += residuals[i];
            }
        }

        public void Subtract(Histogram whole, Histogram part)
        {
            for (int i = 0; i < _sums.Length; i++)
            {
                _sums[i] = whole._sums[i] - part._sums[i];
                _counts[i] = whole._counts[i] - part._counts[i];
            }
        }
    }
}
