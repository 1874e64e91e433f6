using System.Globalization;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Testing;
using Xunit.Abstractions;

namespace Latent.Tests.Objectives.Constraints;

/// <summary>Training under a constraint reaches the analytic optimum of <see cref="ScalarCode"/> and the analytic multiplier.</summary>
/// <remarks>
/// With f(u) = -ELBO = ½ log 2πσ² + u/(2σ²) - ½ log u and a constraint g(u) ≤ c that binds, g(u*) = c fixes u*, and f′(u*) + λ·g′(u*) = 0 the
/// multiplier: λ = (1/σ² - 1/u*)/(-2·g′(u*)), positive where u* &gt; σ², the optimum without a constraint.
/// Gaussian y of correlation ρ with x: g = -½ log(1 - ρ²(1 - u)), so u* = 1 - (1 - e^(-2c))/ρ² and λ = (1/σ² - 1/u*)·e^(-2c)/ρ².
/// Binary y, x = a·y + √(1 - a²)·n: z given y is normal, at the signal-to-noise ratio r = a²t/(1 - a²t), t = 1 - u, and g is the information of a
/// binary input in Gaussian noise, r - E log cosh(r + √r·n), by quadrature. Rate: g = -½ log u, u* = e^(-2c), λ = u*/σ² - 1.
/// GECO, least R under D ≤ κ: u* = 2σ²(κ - ½ log 2πσ²), λ = σ²/u*. The variational bound, with a decoder that is given y and loss D + β·R:
/// λ = (m - β)/(1 - m), m = u*(1 - ρ²)²/(σ²·(1 - ρ² + ρ²u*)²). Each has one saddle. docs/theory/constraints.md has the derivation. Tolerances:
/// 2 % of the bound, for the quantity as it truly is and not as estimated; 3 % for the multiplier.
/// </remarks>
public sealed class ConstrainedOptimumTests(Optima optima, ITestOutputHelper output) : IClassFixture<Optima>
{
    public static TheoryData<string> Problems => [.. Optima.Names];

    [Theory]
    [MemberData(nameof(Problems))]
    public void The_bound_is_met_at_the_multiplier_of_the_optimum(string name)
    {
        Optimum optimum = optima.Of(name);
        output.WriteLine($"{name}: {optimum}");
        Assert.True(optimum.Multiplier > 0);
        Assert.Equal(optimum.Bound, optimum.Reached, 0.02 * optimum.Bound);
        Assert.Equal(optimum.Multiplier, optimum.Found, 0.03 * optimum.Multiplier);
        if (optimum.Information is not { } information) return;
        Assert.Equal(information.Exact, information.Reached, 0.02 * information.Exact);
        Assert.True(information.Reached < optimum.Reached, "what bounds the information is above it");
    }

    /// <summary>LATENT_UPDATE_DOCS=1 writes it.</summary>
    [Fact]
    public void The_page_s_table_is_what_was_measured()
    {
        string expected = GeneratedDocs.Table(
            ["", "bound", "reached", "λ", "found"],
            Optima.Names.Select(name => (Name: name, Optimum: optima.Of(name))).Select(static row => new[]
            {
                row.Name, Digits(row.Optimum.Bound), Beside(row.Optimum.Reached, row.Optimum.Bound), Digits(row.Optimum.Multiplier),
                Beside(row.Optimum.Found, row.Optimum.Multiplier),
            }));
        Assert.Equal(expected, GeneratedDocs.Part("docs/theory/constraints.md", "optima", expected));

        static string Beside(double value, double exact) =>
            string.Create(CultureInfo.InvariantCulture, $"{Digits(value)} ({Math.Round(100 * ((value / exact) - 1), 1) + 0.0:+0.0;-0.0;0.0} %)");

        static string Digits(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
    }

    /// <summary>The twin of the classifier's problem: an opponent that does not learn sees no information, and the model keeps all of it.</summary>
    [Fact]
    public void A_second_player_that_does_not_learn_holds_nothing()
    {
        ScalarCode model = new(Optima.Noise);
        Constrained objective = Optima.Bounded(Optima.GuessingGaussian(), 0.2);
        Optima.Train(model, objective, ScalarCode.Correlated(0.9, 128), opponentLearns: false);
        Assert.Equal(0, objective.State["mutual-information.multiplier"]);
        Assert.True(-0.5 * Math.Log(1 - (0.81 * model.Retained)) > 0.5);
    }

    [Fact]
    public void A_bound_that_is_slack_has_multiplier_zero_and_changes_nothing()
    {
        ScalarCode model = new(Optima.Noise);
        Constrained objective = Optima.Bounded(new Rate(), 1.5);
        Optima.Train(model, objective, ScalarCode.Correlated(0.5, 128));
        Assert.Equal(0, objective.State["rate.multiplier"]);
        Assert.Equal(Optima.Variance, 1 - model.Retained, 0.02 * Optima.Variance);
    }
}
