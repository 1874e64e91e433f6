using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Tensors;

namespace Latent.Tests.Models;

/// <summary>What is missing, element by element or whole rows, against the model that never had it.</summary>
public sealed class OracleMissingTests
{
    private static readonly double[] Weight = [1, 0.5, -0.3, 0.8, 0.2, -0.6, 0.9, -0.1], Bias = [0.1, -0.2, 0.3, 0.4];

    [Theory]
    [InlineData("elbo")]
    [InlineData("iwae")]
    public void The_bound_over_observed_elements_is_that_of_the_smaller_model(string name)
    {
        double[] x = [0.9, double.NaN, 1.1, -0.4, 0.2, 1.3, double.NaN, double.NaN];
        double[] mask = [1, 0, 1, 1, 1, 1, 0, 0];
        (double[] bound, double[] gradient) = Run(name, x, mask, [0, 1, 2, 3]);
        // The two rows have different elements: each by a model of its own, on the same noise.
        (double[] first, double[] ofFirst) = Run(name, [0.9, 1.1, -0.4, 0.9, 1.1, -0.4], null, [0, 2, 3]);
        (double[] second, double[] ofSecond) = Run(name, [0.2, 1.3, 0.2, 1.3], null, [0, 1]);
        Assert.Equal(first[0], bound[0], 1e-12);
        Assert.Equal(second[1], bound[1], 1e-12);
        Assert.All(gradient, static g => Assert.True(double.IsFinite(g)));
        Assert.All(ofFirst.Concat(ofSecond), static g => Assert.True(double.IsFinite(g)));
        // Element 2 of x is seen in row 0 alone; element 1 in row 1 alone.
        Assert.Equal(RowGradient(name, [0.9, 1.1, -0.4, 0.9, 1.1, -0.4], [0, 2, 3], row: 0, element: 1), gradient[4..6], static (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(RowGradient(name, [0.2, 1.3, 0.2, 1.3], [0, 1], row: 1, element: 1), gradient[2..4], static (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_row_that_is_missing_counts_nothing_but_its_divergence()
    {
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
        Tensor x = pass.From([0.9, 0.1, 1.1, -0.4, double.NaN, 1.3, 0.4, 0.5], [2, 4]);
        Batch batch = Batch.Of("x", pass.Full([2, 4], 0, DType.Float64)).With("x", x, pass.From([1.0, 0], [2]));
        ObjectiveTerms terms = new Elbo().Evaluate(Model([0, 1, 2, 3], out _), batch, pass);
        Assert.Equal(0, terms.LogLikelihood.DoubleSpan[1]);
        Assert.NotEqual(0, terms.LogLikelihood.DoubleSpan[0]);
        Assert.Equal(-terms.Kl.DoubleSpan[1], terms.Bound.DoubleSpan[1]);
    }

    [Fact]
    public void A_mask_that_is_forgotten_is_seen()
    {
        // The broken twin: zeros in place of what is missing.
        (double[] bound, _) = Run("elbo", [0.9, 0, 1.1, -0.4, 0.2, 1.3, 0, 0], null, [0, 1, 2, 3]);
        (double[] first, _) = Run("elbo", [0.9, 1.1, -0.4, 0.9, 1.1, -0.4], null, [0, 2, 3]);
        Assert.True(Math.Abs(first[0] - bound[0]) > 0.1);
    }

    private static double[] RowGradient(string name, double[] x, int[] elements, int row, int element)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(2));
        Lambda model = Model(elements, out Parameter weight);
        ObjectiveTerms terms = Named(name).Evaluate(model, Batch.Of("x", pass.From(x, [2, elements.Length])), pass);
        // The loss of one row alone is half of the mean over two.
        Gradients gradients = pass.Backward(terms.Bound.Rows(row, 1).Sum() * -0.5);
        return gradients[weight].ToDoubles()[(2 * element)..((2 * element) + 2)];
    }

    private static (double[] Bound, double[] Gradient) Run(string name, double[] x, double[]? mask, int[] elements)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(2));
        Shape shape = [2, elements.Length];
        Lambda model = Model(elements, out Parameter weight);
        Batch batch = Batch.Of("x", pass.From(x, shape)).With("x", pass.From(x, shape), mask is null ? null : pass.From(mask, shape));
        ObjectiveTerms terms = Named(name).Evaluate(model, batch, pass);
        return (terms.Bound.ToDoubles(), pass.Backward(terms.Loss)[weight].ToDoubles());
    }

    private static Objective Named(string name) => name == "elbo" ? new Elbo { Samples = 3 } : new ImportanceWeighted { Samples = 3 };

    // Some of four observed elements of a linear model; q is the same for every row.
    private static Lambda Model(int[] elements, out Parameter weight)
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(0), DType.Float64);
        Parameter w = scope.Parameter("w", [elements.Length, 2], Initializer.Zeros);
        w.Set(Tensor.From([.. elements.SelectMany(static e => Weight[(2 * e)..((2 * e) + 2)])], [elements.Length, 2]));
        weight = w;
        double[] bias = [.. elements.Select(static e => Bias[e])];
        return new Lambda(
            t =>
            {
                Tensor z = t.Latent("z", t.StandardNormal(2), () => Normal.FromLogScale(t.Pass.Full([2, 2], 0.3, DType.Float64), -0.5, 1));
                t.Observe("x", Normal.FromLogScale(Ops.Linear(z, t.Pass[w], t.Pass.From(bias, [bias.Length])), -0.7, 1));
            },
            scope.Parameters);
    }
}
