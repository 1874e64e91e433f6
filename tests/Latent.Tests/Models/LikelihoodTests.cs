using Latent.Data;
using Latent.Data.Columns;
using Latent.Distributions;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Networks;
using Latent.Objectives;
using Latent.Optimization;
using Latent.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Latent.Tests.Models;

/// <summary>Every kind of likelihood on a column it is for.</summary>
public sealed class LikelihoodTests
{
    private static readonly Dictionary<string, (LikelihoodConfig Config, DataColumn Column, double[] Values)> Cases = new(StringComparer.Ordinal)
    {
        ["bernoulli"] = (new BernoulliLikelihood(), Levels(2), [0, 1, 1, 0, 1, 0]),
        ["bernoulli of grey values"] = (new BernoulliLikelihood(), Levels(256), [0, 1, 0.4, 0.2, 0.8, 0.6]),
        ["gaussian"] = (new GaussianLikelihood(), Levels(0), [0.3, -1, 2, 0.5, 0, 1.2]),
        ["gaussian fixed"] =
            (new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = 0.5, Mean = MeanRange.Unit }, Levels(256), [0.2, 0.4, 1, 0, 0.6, 0.8]),
        ["gaussian per element"] = (new GaussianLikelihood { Scale = LikelihoodScale.PerElement, Deviation = 0.3 }, Levels(0), [0.3, -1, 2, 0.5, 0, 1.2]),
        ["full-gaussian"] = (new FullGaussianLikelihood { Deviation = 0.3 }, Levels(0), [0.3, -1, 2, 0.5, 0, 1.2]),
        ["laplace"] = (new LaplaceLikelihood(), Levels(0), [0.3, -1, 2, 0.5, 0, 1.2]),
        ["continuous-bernoulli"] = (new ContinuousBernoulliLikelihood(), Levels(256), [0, 1, 0.4, 0.2, 0.8, 0.6]),
        ["discretized-logistic"] = (new DiscretizedLogisticLikelihood(), Levels(6), [0, 1, 0.4, 0.2, 0.8, 0.6]),
        ["discretized-logistic per element"] =
            (new DiscretizedLogisticLikelihood { Scale = LikelihoodScale.PerElement, Mean = MeanRange.Real }, Levels(256), [0, 1, 0.4, 0.2, 0.8, 0.6]),
        ["beta-binomial"] = (new BetaBinomialLikelihood(), Levels(6), [0, 1, 0.4, 0.2, 0.8, 0.6]),
        ["categorical"] = (new CategoricalLikelihood(), Levels(3), [0, 1, 0.5, 0.5, 0, 1]),
        ["categorical of classes"] = (new CategoricalLikelihood(), Levels(0) with { Classes = ["a", "b", "c"] }, [0, 1, 2, 2, 0, 1]),
        ["poisson"] = (new PoissonLikelihood(), Levels(0), [0, 3, 1, 7, 2, 0]),
        ["negative-binomial"] = (new NegativeBinomialLikelihood(), Levels(0), [0, 3, 1, 7, 2, 0]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_the_bound_are_those_of_differences(string name)
    {
        Vae model = Model(name);
        VaeNetworkTests.GradientOf(model, new Elbo { Samples = 2 }, Batch(name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_have_the_shape_and_the_support_of_the_data(string name)
    {
        Vae model = Model(name);
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Site site = model.Trace(pass, null, TraceMode.Generate(4))["x"];
        Assert.Equal([4, 3], site.Value!.Shape.Span.ToArray());
        Assert.All(site.Prior.LogProb(site.Value).ToDoubles(), static v => Assert.True(double.IsFinite(v)));
        Tensor means = model.Trace(pass, null, TraceMode.Generate(4, means: true))["x"].Value!;
        Assert.Equal([4, 3], means.Shape.Span.ToArray());
        Assert.All(means.ToDoubles(), static v => Assert.True(double.IsFinite(v)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mass_sums_to_one_over_the_values_of_the_column(string name)
    {
        (_, DataColumn column, _) = Cases[name];
        Vae model = Model(name);
        if (model.Likelihood.Measure != LikelihoodMeasure.Mass) return;
        using Pass pass = Pass.Evaluation(RandomKey.FromSeed(3));
        Distribution p = model.Decode(pass, pass.From([0.3, -0.8], [1, 2]));
        // Of one element at a time, the others held at a value: Σ p(x) = p(the others).
        double[] values = column.Classes.Count > 0 ? [0, 1, 2]
            : column.Levels > 0 ? [.. Enumerable.Range(0, column.Levels).Select(k => k / (column.Levels - 1.0))]
            : [.. Enumerable.Range(0, 400)];
        double[] sums = new double[3];
        for (int element = 0; element < 3; element++)
        {
            double[] rows = new double[3 * values.Length];
            for (int i = 0; i < values.Length; i++) rows[(3 * i) + element] = values[i];
            sums[element] = p.LogProb(pass.From(rows, [values.Length, 1, 3])).ToDoubles().Sum(Math.Exp);
        }

        double[] each = ((ElementwiseDistribution)p).ElementLogProb(pass.From([0, 0, 0.0], [1, 3])).Exp().ToDoubles();
        Assert.Equal(each[1] * each[2], sums[0], 1e-10);
        Assert.Equal(each[0] * each[2], sums[1], 1e-10);
        Assert.Equal(each[0] * each[1], sums[2], 1e-10);
    }

    [Fact]
    public void What_bits_mean_follows_from_likelihood_and_column()
    {
        foreach ((string name, (LikelihoodConfig config, DataColumn column, _)) in Cases)
        {
            LikelihoodMeasure measure = config.Build(ParameterScope.Initialize(default), column).Measure;
            LikelihoodMeasure expected = name switch
            {
                "bernoulli of grey values" => LikelihoodMeasure.Score,
                "laplace" or "continuous-bernoulli" or "full-gaussian" => LikelihoodMeasure.Density,
                _ when name.StartsWith("gaussian", StringComparison.Ordinal) => LikelihoodMeasure.Density,
                _ => LikelihoodMeasure.Mass,
            };
            Assert.Equal(expected, measure);
            if (measure == LikelihoodMeasure.Score) continue;
            using Pass pass = Pass.Evaluation();
            Assert.Equal(measure == LikelihoodMeasure.Mass, Model(name).Decode(pass, pass.Full([1, 2], 0, DType.Float64)).Support.IsDiscrete);
        }

        Assert.Equal(LikelihoodCatalog.All.Select(static e => e.Kind), Cases.Keys.Select(static k => k.Split(' ')[0]).Distinct());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_that_starts_from_means_has_them(string name)
    {
        (LikelihoodConfig config, DataColumn column, double[] values) = Cases[name];
        Vae model = Model(name, startFromMeans: true);
        if (model.Likelihood.HeadOfMean is null) return;
        model.InitializeFrom(new ColumnDataset("data", new ValueColumn(column, values)), default);
        // Without weights the decoder is its biases.
        foreach (Parameter parameter in model.Parameters.Where(static p => p.Name.EndsWith("weight", StringComparison.Ordinal)))
            parameter.Set(Tensor.Zeros(parameter.Shape, DType.Float64));
        using Pass pass = Pass.Evaluation();
        double[] means = model.Decode(pass, pass.From([0.0, 0], [1, 2])) is DiscretizedLogistic logistic
            ? logistic.Loc.ToDoubles()
            : model.Decode(pass, pass.From([0.0, 0], [1, 2])).Mean.ToDoubles();
        for (int i = 0; i < 3; i++)
        {
            double mean = (values[i] + values[i + 3]) / 2;
            if (config is BernoulliLikelihood) mean = Math.Clamp(mean, 1e-3, 1 - 1e-3);
            Assert.Equal(mean, means[i], 1e-9);
        }
    }

    [Fact]
    public void A_full_covariance_is_that_of_the_decoder_s_factor()
    {
        Likelihood likelihood = new FullGaussianLikelihood().Build(ParameterScope.Initialize(default, DType.Float64), Levels(0));
        Assert.Equal(["mean", "log_scale", "factor"], likelihood.Heads.Select(static head => head.Name));
        double[] mean = [0.3, -1, 0.2], h = [0.1, -0.7, 0.4], rows = [9, 9, 9, 0.5, 9, 9, -0.3, 0.8, 9], x = [0.5, -1.2, 1];
        using Pass pass = Pass.Evaluation();
        Distribution p = likelihood.Of(pass, [pass.From(mean, [1, 3]), pass.From(h, [1, 3]), pass.From(rows, [1, 3, 3])]);
        // The diagonal is floor + log(1 + e^(h - floor)) in logarithms, and 1 where h is 0.
        double floor = Math.Log(1e-3), start = Math.Log(Math.Exp(-floor) - 1) + floor;
        Matrix<double> factor = Matrix<double>.Build.Dense(
            3, 3, (i, j) => i == j ? Math.Exp(floor + Math.Log(1 + Math.Exp(h[i] + start - floor))) : i > j ? rows[(3 * i) + j] : 0);
        Matrix<double> covariance = factor * factor.Transpose();
        Vector<double> d = Vector<double>.Build.Dense(3, i => x[i] - mean[i]);
        double expected = -0.5 * (d.DotProduct(covariance.Inverse() * d) + Math.Log(covariance.Determinant()) + (3 * Math.Log(2 * Math.PI)));
        Assert.Equal(expected, p.LogProb(pass.From(x, [1, 3])).Item(), 1e-10);
        Assert.Equal(covariance[2, 1], ((MultivariateNormal)p).Covariance.ToDoubles()[7], 1e-12);
    }

    [Fact]
    public void A_full_covariance_of_many_elements_or_of_an_image_is_refused()
    {
        foreach (DataColumn column in new[] { new DataColumn("x", [65]), new DataColumn("x", [2, 2]) })
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => new FullGaussianLikelihood().Build(ParameterScope.Initialize(default), column));
            Assert.Equal(
                $"full-gaussian: the column {column} is no vector of at most 64 elements, and a covariance has the square of their number. Take 'gaussian'.",
                error.Message);
        }
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(0.05)]
    public void A_shared_deviation_comes_to_the_root_mean_squared_error(double truth)
    {
        // The decoder is a constant, since it has no weights to speak of: σ is learned about the given means.
        ParameterScope scope = ParameterScope.Initialize(default, DType.Float64);
        Likelihood likelihood = new GaussianLikelihood().Build(scope, Levels(0));
        double[] noise = new double[600];
        RandomKey.FromSeed(5).Normal(noise);
        double[] x = Array.ConvertAll(noise, n => truth * n);
        double error = Math.Sqrt(x.Average(static v => v * v));
        Adam adam = new(scope.Parameters, 0.05);
        for (int step = 0; step < 400; step++)
        {
            using Pass pass = Pass.Training(default, step);
            Distribution p = likelihood.Of(pass, [pass.Full([200, 3], 0, DType.Float64)]);
            _ = adam.Step(pass.Backward(-p.LogProb(pass.From(x, [200, 3])).Mean()));
        }

        using Pass last = Pass.Evaluation();
        Normal learned = (Normal)likelihood.Of(last, [last.Full([1, 3], 0, DType.Float64)]);
        Assert.Equal(error, Math.Exp(learned.LogScale.ToDoubles()[0]), 1e-4 * error);
    }

    [Theory]
    [InlineData(1, 1e-3)]
    [InlineData(0.02, 0.0199)]
    [InlineData(1e-4, 1e-9)]
    public void A_learned_deviation_starts_where_it_is_given_and_never_falls_below_the_least(double deviation, double least)
    {
        ParameterScope scope = ParameterScope.Initialize(default, DType.Float64);
        Likelihood likelihood = new GaussianLikelihood { Deviation = deviation, LeastDeviation = least }.Build(scope, Levels(0));
        Assert.Equal(deviation, Scale(), 1e-9 * deviation);
        scope.Parameters[0].Set(Tensor.Full([1], -200, DType.Float64));
        Assert.Equal(least, Scale(), 1e-9 * least);
        scope.Parameters[0].Set(Tensor.Full([1], 5, DType.Float64));
        Assert.Equal(Math.Exp(5) * (1 + (least * Math.Exp(-5))), Scale(), 1e-6);
        GaussianLikelihood perElement = new() { Deviation = deviation, LeastDeviation = least, Scale = LikelihoodScale.PerElement };
        Likelihood each = perElement.Build(scope / "b", Levels(0));
        using Pass pass = Pass.Evaluation();
        Tensor zero = pass.Full([1, 3], 0, DType.Float64);
        Assert.Equal(deviation, Math.Exp(((Normal)each.Of(pass, [zero, zero])).LogScale.ToDoubles()[1]), 1e-9 * deviation);

        double Scale()
        {
            using Pass own = Pass.Evaluation();
            return Math.Exp(((Normal)likelihood.Of(own, [own.Full([1, 3], 0, DType.Float64)])).LogScale.ToDoubles()[0]);
        }
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "bernoulli", "real: bernoulli: the column x [3] real has no levels" },
        { "bernoulli", "classes: bernoulli: the column x [3] 3 classes holds the numbers of classes, which are no quantities. Take 'categorical'" },
        { "gaussian", "classes: gaussian: the column x [3] 3 classes holds the numbers of classes" },
        { "laplace", "classes: laplace:" },
        { "continuous-bernoulli", "binary: continuous-bernoulli: the column x [3] binary is 0 or 1, where this density has its edges" },
        { "continuous-bernoulli", "classes: continuous-bernoulli:" },
        { "discretized-logistic", "real: discretized-logistic: the column x [3] real has no levels, and this is a probability of levels" },
        { "beta-binomial", "real: beta-binomial: the column x [3] real has no levels" },
        { "beta-binomial", "classes: beta-binomial: the column x [3] 3 classes holds" },
        { "categorical", "real: categorical: the column x [3] real has no levels" },
        { "poisson", "binary: poisson: the column x [3] binary has levels in [0, 1], and this is a probability of counts 0, 1, 2, ... Take 'bernoulli'." },
        {
            "negative-binomial",
            "grey: negative-binomial: the column x [3] 256 levels has levels in [0, 1], and this is a probability of counts 0, 1, 2, ... "
            + "Take 'discretized-logistic'."
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_column_it_is_not_for_is_refused_with_what_is(string name, string expected)
    {
        string[] parts = expected.Split(": ", 2);
        DataColumn column = parts[0] switch
        {
            "real" => Levels(0),
            "binary" => Levels(2),
            "grey" => Levels(256),
            _ => Levels(0) with { Classes = ["a", "b", "c"] },
        };
        Assert.Contains(parts[1], Assert.Throws<ArgumentException>(
            () => Cases[name].Config.Build(ParameterScope.Initialize(default), column)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_that_make_no_sense_are_refused()
    {
        Assert.Contains("gaussian: deviation is 0; a scale is a positive number.", Message(new GaussianLikelihood { Deviation = 0 }), StringComparison.Ordinal);
        Assert.Contains(
            "laplace: the least deviation is 2; it is positive and below deviation, 1.", Message(new LaplaceLikelihood { LeastDeviation = 2 }),
            StringComparison.Ordinal);
        _ = new GaussianLikelihood { Scale = LikelihoodScale.Fixed, Deviation = 1e-4 }.Build(ParameterScope.Initialize(default), Levels(0));

        static string Message(LikelihoodConfig config) =>
            Assert.Throws<ArgumentException>(() => config.Build(ParameterScope.Initialize(default), Levels(0))).Message;
    }

    [Fact]
    public void Data_outside_the_support_are_named_when_they_are_met()
    {
        using Pass pass = Pass.Evaluation();
        Batch half = Latent.Data.Batch.Of("x", pass.From([0.5, 1, 2], [1, 3]));
        Assert.Contains("Poisson: the value 0.5", Assert.Throws<ArgumentException>(
            () => new Elbo().Evaluate(Model("poisson"), half, pass)).Message, StringComparison.Ordinal);
    }

    private static DataColumn Levels(int levels) => new("x", [3]) { Levels = levels, Type = DType.Float64 };

    private static Vae Model(string name, bool startFromMeans = false) => new(
        new VaeConfig
        {
            Latents = 2,
            Likelihood = Cases[name].Config,
            StartFromMeans = startFromMeans,
            Encoder = new MlpConfig { Hidden = [3], Activation = Activation.Tanh },
        },
        Cases[name].Column,
        ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64));

    private static Func<Pass, Batch> Batch(string name) => pass => Latent.Data.Batch.Of("x", pass.From(Cases[name].Values, [2, 3]));
}
