using Latent.Data;
using Latent.Data.Columns;
using Latent.Evaluation;
using Latent.Models;
using Latent.Models.Likelihoods;
using Latent.Models.Posteriors;
using Latent.Networks;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

/// <summary>Reconstructions are judged by what they are; what a point as posterior has no value of is refused.</summary>
public sealed class ReconstructionEvaluationTests
{
    private static readonly DataColumn s_x = new("x", [3]) { Type = DType.Float64 };

    [Fact]
    public void The_error_is_that_of_the_decoded_code()
    {
        LatentModel model = Model(new DeltaPosterior());
        double[] values = [.. Enumerable.Range(0, 30).Select(static i => Math.Sin(i))];
        ColumnDataset data = new("data", new ValueColumn(s_x, values));
        ReconstructionResult result = ReconstructionEvaluation.Run(model, data, new ReconstructionOptions(), new EvaluationContext(RandomKey.FromSeed(1)));
        // σ = 1: log p = -½·Σ(x - μ)² - 3/2·log 2π.
        Assert.Equal(-1.5 * result.SquaredError!.Value - (1.5 * Math.Log(2 * Math.PI)), result.LogLikelihood.Value, 1e-9);
        double squares = 0;
        for (int i = 0; i < 10; i++)
        {
            using Pass pass = Pass.Evaluation();
            Trace trace = model.Trace(pass, data.Get(i, 1, pass, default), TraceMode.Reconstruct);
            double[] made = trace["x"].Prior.Mean.ToDoubles();
            for (int j = 0; j < 3; j++) squares += (values[(3 * i) + j] - made[j]) * (values[(3 * i) + j] - made[j]);
        }

        Assert.Equal(squares / 30, result.SquaredError.Value, 1e-12);
    }

    [Fact]
    public void A_point_has_no_bound_and_no_likelihood()
    {
        ColumnDataset data = new("data", new ValueColumn(s_x, new double[30]));
        EvaluationOptions options = new() { Parts = [EvaluationPart.Bound, EvaluationPart.Likelihood, EvaluationPart.Reconstruction] };
        EvaluationReport report = ModelEvaluation.Run(Model(new DeltaPosterior()), data, null, options, new EvaluationContext(RandomKey.FromSeed(1)));
        Assert.Null(report.Bound);
        Assert.Null(report.Likelihood);
        Assert.NotNull(report.Reconstruction);
        Assert.Equal(
            "the encoder gives one value of 'z', no density: KL(q ‖ p) is infinite. The likelihood of reconstructions is the part 'reconstruction'",
            report.NotDefined[0].Reason.Replace("The bound is not defined here: ", "", StringComparison.Ordinal).TrimEnd('.'));
        Assert.Equal(2, report.NotDefined.Count);
    }

    private static LatentModel Model(PosteriorConfig posterior) => new VaeConfig
    {
        Latents = 2,
        Encoder = MlpConfig.Of(4),
        Posterior = posterior,
        Likelihood = new GaussianLikelihood { Scale = LikelihoodScale.Fixed },
    }.Build([s_x], ParameterScope.Initialize(RandomKey.FromSeed(1), DType.Float64));
}
