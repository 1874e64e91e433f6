using Latent.Configuration;
using Latent.Data;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Regularizers;
using Latent.Runs.Recipes;
using Latent.Tensors;

namespace Latent.Tests.Runs;

/// <summary>A recipe and the composition of its name in code have one loss on one model.</summary>
public sealed class NamedRecipeTests
{
    private const int Rows = 12, Width = 6, Examples = 90;

    private static readonly DataColumn s_column = new("x", [Width]) { Levels = 2 };

    public static TheoryData<string, Regularized> Named => new()
    {
        { "beta-tcvae", Regularized.BetaTcVae(6, MinibatchSampling.Weighted(Examples)) },
        { "dip-vae-i", Regularized.DipVae(DipCovariance.Means, 10, 100) },
        { "dip-vae-ii", Regularized.DipVae(DipCovariance.Codes, 10, 10) },
        { "info-vae", Regularized.InfoVae(1, 1000) },
        { "wae-mmd", Regularized.WaeMmd(1000) },
    };

    [Theory]
    [MemberData(nameof(Named), DisableDiscoveryEnumeration = true)]
    public void A_recipe_has_the_loss_of_its_name(string recipe, Regularized named)
    {
        ExperimentConfig config = ConfigurationReader.Read([RecipeCatalog.Find(recipe)!.ToLayer()]).Config;
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(1));
        LatentModel model = config.Model.Build([s_column], scope);
        Objective made = config.Objective.Make(new ObjectiveContext(model, 10, Examples, scope / "objective") { Columns = [s_column] });
        double expected = Loss(named), actual = Loss(made), plain = Loss(recipe == "wae-mmd" ? new Reconstruction() : new Elbo());
        Assert.Equal(expected, actual);
        Assert.True(Math.Abs(expected - plain) > 1e-3, "the penalty is not seen in the loss");

        double Loss(Objective objective)
        {
            using Pass pass = Pass.Training(RandomKey.FromSeed(2));
            return objective.Evaluate(model, Data(pass), pass).Loss.Item();
        }
    }

    private static Batch Data(Pass pass) =>
        Batch.Of("x", pass.From((float[])[.. Enumerable.Range(0, Rows * Width).Select(static i => i * 7 % 5 > 2 ? 1f : 0f)], [Rows, Width]));
}
