using Latent.Data;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Objectives.Estimators;

/// <summary>An estimator's gradient over many draws: the mean, its standard error, and the variance of one example's gradient.</summary>
internal sealed class Sampled
{
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly int _passes;
    private readonly int _rows;

    /// <param name="toy">The model.</param>
    /// <param name="objective">Whose loss is differentiated.</param>
    /// <param name="parameters">By what.</param>
    /// <param name="passes">How many independent minibatches; each gives one gradient, the mean over its rows.</param>
    /// <param name="rows">Rows of a minibatch, all the same example with noise of their own.</param>
    /// <param name="seed">The key.</param>
    /// <param name="learning">Called with each pass's gradients, for what learns meanwhile.</param>
    public Sampled(
        Toy toy, Objective objective, IReadOnlyList<Parameter> parameters, int passes, int rows = 20, ulong seed = 1,
        Action<ObjectiveTerms, Gradients>? learning = null)
    {
        Parameters = parameters;
        _passes = passes;
        _rows = rows;
        int count = parameters.Sum(static p => p.Shape.Count);
        _sums = new double[count];
        _squares = new double[count];
        RandomKey key = RandomKey.FromSeed(seed);
        for (int i = 0; i < passes; i++)
        {
            using Pass pass = Pass.Training(key.At(i), i);
            ObjectiveTerms terms = objective.Evaluate(toy.Model, toy.Rows(pass, rows), pass);
            Gradients gradients = pass.Backward(terms.Loss);
            learning?.Invoke(terms, gradients);
            int at = 0;
            foreach (Parameter parameter in parameters)
            {
                // A loss that does not depend on a parameter has no gradient by it.
                ReadOnlySpan<double> gradient = gradients.TryGet(parameter, out Tensor? g) ? g.DoubleSpan : new double[parameter.Shape.Count];
                foreach (double value in gradient)
                {
                    _sums[at] += value;
                    _squares[at] += value * value;
                    at++;
                }
            }
        }
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    public double[] Mean => [.. _sums.Select(sum => sum / _passes)];

    /// <summary>The variance of one example's gradient, summed over the parameters.</summary>
    public double Variance => _rows * Enumerable.Range(0, _sums.Length).Sum(VarianceOf);

    /// <summary>The root mean square of the mean over the standard deviation of one example's gradient, averaged over parameters.</summary>
    public double SignalToNoise => Enumerable.Range(0, _sums.Length).Average(i => Math.Abs(_sums[i] / _passes) / Math.Sqrt(_rows * VarianceOf(i)));

    /// <summary>The largest distance of the mean from what it should be, in its standard errors.</summary>
    /// <param name="expected">By name, of the bound: the loss has the other sign. 0 where there is none.</param>
    public double Deviation(IReadOnlyDictionary<string, double[]> expected)
    {
        double[] flat = [.. Parameters.SelectMany(p => expected.GetValueOrDefault(p.Name) ?? new double[p.Shape.Count]).Select(static v => -v)], mean = Mean;
        // What has no variance at all must agree to rounding.
        return flat.Select((value, i) => Math.Abs(mean[i] - value) / Math.Max(Math.Sqrt(VarianceOf(i) / _passes), 1e-9)).Max();
    }

    private double VarianceOf(int i) =>
        Math.Max(0, (_squares[i] - (_sums[i] * _sums[i] / _passes)) / (_passes - 1));
}
