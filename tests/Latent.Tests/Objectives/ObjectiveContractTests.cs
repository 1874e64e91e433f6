using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Estimators;
using Latent.Optimization;
using Latent.Tensors;
using Latent.Tests.Models;

namespace Latent.Tests.Objectives;

/// <summary>What every bound keeps, whatever its options: element types, cuts into batches, threads, and numbers far from one another.</summary>
public sealed class ObjectiveContractTests
{
    public static TheoryData<string> Names => [.. All.Keys];

    private static Dictionary<string, Func<Objective>> All { get; } = new(StringComparer.Ordinal)
    {
        ["reconstruction"] = static () => new Reconstruction(),
        ["elbo"] = static () => new Elbo(),
        ["elbo, 3 samples"] = static () => new Elbo { Samples = 3, Kl = KlEstimate.Sampled },
        ["elbo, sticking"] = static () => new Elbo { Samples = 2, Kl = KlEstimate.Sampled, Path = PathEstimator.StickingTheLanding },
        ["elbo, beta"] = static () => new Elbo { Beta = Schedule.Linear(0.5, 1, 10) },
        ["elbo, free bits"] = static () => new Elbo { FreeBits = FreeBits.PerSite(0.1) },
        ["elbo, free bits per dimension"] = static () => new Elbo { FreeBits = FreeBits.PerDimension(0.1) },
        ["elbo, capacity"] = static () => new Elbo { Capacity = new Capacity(2.0, 3) },
        ["iwae"] = static () => new ImportanceWeighted { Samples = 4 },
        ["iwae, twice"] = static () => new ImportanceWeighted { Samples = 4, Path = PathEstimator.DoublyReparameterized },
        ["miwae, twice"] = static () => new ImportanceWeighted { Samples = 2, Groups = 3, Path = PathEstimator.DoublyReparameterized },
        ["piwae"] = static () => new PartiallyImportanceWeighted { Samples = 2, Groups = 3 },
        ["piwae, twice"] = static () => new PartiallyImportanceWeighted { Samples = 2, Groups = 3, Path = PathEstimator.DoublyReparameterized },
        ["ciwae, twice"] = static () => new CombinedImportanceWeighted { Samples = 4, Path = PathEstimator.DoublyReparameterized },
        ["renyi, twice"] = static () => new Renyi { Samples = 4, Order = 0.4, Path = PathEstimator.DoublyReparameterized },
        ["renyi, largest"] = static () => new Renyi { Samples = 4, Order = double.NegativeInfinity },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_gives_what_double_precision_gives(string name)
    {
        (double[] loss, double[] gradient) = Step(name, DType.Float32, 1);
        (double[] exactLoss, double[] exactGradient) = Step(name, DType.Float64, 1);
        Assert.Equal(exactLoss[0], loss[0], 1e-3);
        double scale = exactGradient.Max(Math.Abs);
        Assert.Equal(exactGradient, gradient, (a, b) => Math.Abs(a - b) < 1e-4 * scale);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_change_no_bit(string name)
    {
        (double[] loss, double[] gradient) = Step(name, DType.Float32, 1);
        (double[] otherLoss, double[] otherGradient) = Step(name, DType.Float32, 3);
        Assert.Equal(loss, otherLoss);
        Assert.Equal(gradient, otherGradient);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bound_of_an_example_does_not_depend_on_the_cut_into_batches(string name)
    {
        Vae model = TinyVae.Make();
        float[] x = [.. Enumerable.Range(0, 7 * 6).Select(static i => (float)((i * 5 % 7) % 2))];
        float[] whole = Bound(0, 7);
        Assert.Equal(whole, (float[])[.. Bound(0, 2), .. Bound(2, 4), .. Bound(6, 1)]);

        float[] Bound(int first, int rows)
        {
            using Pass pass = Pass.Evaluation(RandomKey.FromSeed(2));
            Batch batch = Batch.Of("x", pass.From(x.AsSpan(first * 6, rows * 6), [rows, 6]), first);
            return All[name]().Evaluate(model, batch, pass).Bound.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_hundreds_of_nats_apart_leave_every_gradient_finite(string name)
    {
        // 400 pixels that hang on one code: log w of two samples differs by far more than single precision can hold apart.
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        Parameter loc = scope.Parameter("loc", [1], Initializer.Constant(0.1)), weight = scope.Parameter("weight", [400, 1], Initializer.Constant(3));
        Narrow model = new(loc, weight, scope.Parameters);
        for (int step = 0; step < 5; step++)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(3).At(step), step);
            ObjectiveTerms terms = All[name]().Evaluate(model, Batch.Of("x", pass.Full([3, 400], 0.5)), pass);
            Gradients gradients = pass.Backward(terms.Loss);
            foreach (Parameter parameter in model.Parameters)
            {
                if (gradients.TryGet(parameter, out Tensor? gradient)) gradient.ThrowIfNotFinite(parameter.Name);
            }

            // Where one sample has all of the weight, p's gradient is that sample's and not 0.
            Assert.Contains(gradients[weight].ToDoubles(), static g => Math.Abs(g) > 1e-3);
        }
    }

    private static (double[] Loss, double[] Gradient) Step(string name, DType dtype, int threads)
    {
        // Large enough that kernels share their work between threads.
        Vae model = TinyVae.Of(200, 100, 10, ParameterScope.Initialize(RandomKey.FromSeed(1), dtype));
        using Pass pass = Pass.Training(RandomKey.FromSeed(2), step: 4, Device.CreateCpu(threads));
        double[] x = [.. Enumerable.Range(0, 64 * 200).Select(static i => (double)((i * 5 % 7) % 2))];
        ObjectiveTerms terms = All[name]().Evaluate(model, Batch.Of("x", pass.From(x, [64, 200]).To(dtype)), pass);
        Gradients gradients = pass.Backward(terms.Loss);
        return (
            [terms.Loss.Item(), .. terms.Bound.ToDoubles()],
            [.. model.Parameters.SelectMany(p => gradients.TryGet(p, out Tensor? g) ? g.ToDoubles() : new double[p.Shape.Count])]);
    }

    private sealed class Narrow(Parameter loc, Parameter weight, IReadOnlyList<Parameter> parameters) : LatentModel
    {
        public override IReadOnlyList<Parameter> Parameters => parameters;

        public override void Run(Trace t)
        {
            Tensor z = t.Latent("z", t.StandardNormal(1), () => Normal.FromLogScale((0.0 * t.Observed("x").Slice(1, 0, 1)) + t.Pass[loc], 0.0, 1));
            t.Observe("x", Normal.FromLogScale(Ops.Linear(z, t.Pass[weight]), 0.0, 1));
        }
    }
}
