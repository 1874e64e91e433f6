using Latent.Configuration;
using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Runs.Recipes;
using Latent.Tensors;

namespace Latent.Tests.Runs;

/// <summary>What recipes with penalties make least: their formulas on the codes of the model they make, or the composition of their name in code.</summary>
public sealed class RecipeLossTests
{
    private const int Rows = 12, Width = 6, Codes = 100;

    private static readonly DataColumn s_column = new("x", [Width]) { Levels = 2 };

    public static TheoryData<string, Regularized> Named => new()
    {
        { "beta-tcvae", Regularized.BetaTcVae(6, MinibatchSampling.Weighted(Rows)) },
        { "dip-vae-i", Regularized.DipVae(DipCovariance.Means, 10, 100) },
        { "dip-vae-ii", Regularized.DipVae(DipCovariance.Codes, 10, 10) },
        { "info-vae", Regularized.InfoVae(1, 1000) },
        { "wae-mmd", Regularized.WaeMmd(1000) },
    };

    [Theory]
    [MemberData(nameof(Named), DisableDiscoveryEnumeration = true)]
    public void A_recipe_has_the_loss_of_its_name(string recipe, Regularized named)
    {
        (LatentModel model, Objective made, _) = Make(recipe, static config => config);
        double expected = Loss(model, named);
        Assert.Equal(expected, Loss(model, made));
        double plain = Loss(model, recipe == "wae-mmd" ? new Reconstruction() : new Elbo());
        Assert.True(Math.Abs(expected - plain) > 1e-3, "the penalty is not seen in the loss");
    }

    [Fact]
    public void The_sparse_autoencoder_is_the_reconstruction_and_the_divergence_from_its_target()
    {
        (LatentModel model, Objective objective, double[] h) = Make("sparse-autoencoder", static config => config);
        double expected = 0;
        for (int j = 0; j < Codes; j++)
        {
            double activity = Enumerable.Range(0, Rows).Average(i => h[(i * Codes) + j]);
            expected += (0.05 * Math.Log(0.05 / activity)) + (0.95 * Math.Log(0.95 / (1 - activity)));
        }

        Assert.Equal(Loss(model, new Reconstruction()) + (0.1 * expected), Loss(model, objective), 1e-3);
        Assert.True(0.1 * expected > 1);
    }

    [Fact]
    public void The_contractive_autoencoder_is_the_reconstruction_and_the_norm_of_its_jacobian()
    {
        // Rifai et al. 2011, section 3: Σ_j (h_j·(1 - h_j))²·‖W_j‖². The recipe's probes estimate it; all elements are it.
        (LatentModel model, Objective objective, double[] h) = Make("contractive-autoencoder", static config => config with
        {
            Objective = config.Objective with { Penalties = [(ContractiveConfig)config.Objective.Penalties[0] with { Probes = null }] },
        });
        double[] w = model.Parameters.Single(static parameter => parameter.Name == "encoder.mean.weight").Value.ToDoubles();
        double expected = 0;
        for (int j = 0; j < Codes; j++)
        {
            double square = w.AsSpan(j * Width, Width).ToArray().Sum(static value => value * value);
            for (int i = 0; i < Rows; i++)
            {
                double slope = h[(i * Codes) + j] * (1 - h[(i * Codes) + j]);
                expected += slope * slope * square / Rows;
            }
        }

        Assert.Equal(Loss(model, new Reconstruction()) + (0.1 * expected), Loss(model, objective), 1e-4);
        Assert.True(0.1 * expected > 0.01);
    }

    private static (LatentModel Model, Objective Objective, double[] Codes) Make(string recipe, Func<ExperimentConfig, ExperimentConfig> change)
    {
        ExperimentConfig config = change(ConfigurationReader.Read([RecipeCatalog.Find(recipe)!.ToLayer()]).Config);
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        LatentModel model = config.Model.Build([s_column], scope);
        Objective objective = config.Objective.Make(new ObjectiveContext(model, 10, Rows, scope / "objective") { Columns = [s_column] });
        using Pass pass = Pass.Evaluation();
        return (model, objective, model.Trace(pass, Data(pass), TraceMode.Encode)["z"].Value!.ToDoubles());
    }

    private static double Loss(LatentModel model, Objective objective)
    {
        using Pass pass = Pass.Training(RandomKey.FromSeed(2));
        return objective.Evaluate(model, Data(pass), pass).Loss.Item();
    }

    private static Batch Data(Pass pass) =>
        Batch.Of("x", pass.From((float[])[.. Enumerable.Range(0, Rows * Width).Select(static i => i * 7 % 5 > 2 ? 1f : 0f)], [Rows, Width]));
}
