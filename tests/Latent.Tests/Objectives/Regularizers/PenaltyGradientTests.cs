using Latent.Data;
using Latent.Distributions;
using Latent.Models;
using Latent.Objectives;
using Latent.Objectives.Constraints;
using Latent.Objectives.Regularizers;
using Latent.Tensors;

namespace Latent.Tests.Objectives.Regularizers;

/// <summary>Gradients of every penalty by the posteriors' parameters, against central differences in double precision.</summary>
public sealed class PenaltyGradientTests
{
    private static readonly (Parameter Weight, Parameter Bias) Guess = MakeGuess();

    public static TheoryData<string, int> Cases => new()
    {
        { "weighted", 1 }, { "weighted", 2 }, { "stratified", 1 }, { "stratified", 2 }, { "whole", 2 }, { "dip-i", 1 }, { "dip-ii", 2 }, { "mmd", 1 },
        { "mmd-gaussian", 2 }, { "rate", 1 }, { "rate-sampled", 2 }, { "distortion", 2 }, { "aggregated", 1 }, { "aggregated", 2 }, { "variational", 2 },
        { "classifier", 1 }, { "classifier", 2 }, { "masked", 2 }, { "discriminator", 1 }, { "discriminator", 2 },
        { "l1", 2 }, { "code-norm", 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_is_the_limit_of_differences(string name, int samples)
    {
        CodeTable model = CodeTable.Small();
        Objective objective = new Regularized(new Elbo { Samples = samples }, Make(name).Times(0.7));
        Batch batch = Labelled(model, name == "masked");
        using Pass pass = Pass.Training(RandomKey.FromSeed(5));
        Gradients gradients = pass.Backward(objective.Evaluate(model, batch, pass).Loss);
        foreach (Parameter parameter in model.Parameters)
        {
            double[] values = parameter.Value.ToDoubles(), expected = new double[values.Length];
            for (int i = 0; i < values.Length; i++)
                expected[i] = (Loss(parameter, values, i, 1e-5) - Loss(parameter, values, i, -1e-5)) / 2e-5;
            double[] actual = gradients[parameter].ToDoubles();
            for (int i = 0; i < values.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-8 * (1 + Math.Abs(expected[i])), $"{parameter.Name}[{i}]: {actual[i]}, differences say {expected[i]}");
        }

        double Loss(Parameter parameter, double[] values, int i, double by)
        {
            double[] moved = [.. values];
            moved[i] += by;
            parameter.Set(Tensor.From(moved, parameter.Shape));
            using Pass other = Pass.Training(RandomKey.FromSeed(5));
            double loss = objective.Evaluate(model, batch, other).Loss.Item();
            parameter.Set(Tensor.From(values, parameter.Shape));
            return loss;
        }
    }

    [Fact]
    public void Each_player_s_loss_reaches_that_player_alone()
    {
        CodeTable model = CodeTable.Small();
        Objective objective = new Regularized(new Elbo(), Make("classifier").Times(0.7));
        using Pass pass = Pass.Training(RandomKey.FromSeed(5));
        ObjectiveTerms terms = objective.Evaluate(model, Labelled(model, false), pass);
        Gradients first = pass.Backward(terms.Loss), second = pass.Backward(terms.AdversaryLoss!);
        Assert.Equal(["bias", "weight"], objective.AdversaryParameters.Select(static p => p.Name).Order());
        Assert.True(first.TryGet(model.Parameters[0], out _));
        Assert.False(second.TryGet(model.Parameters[0], out Tensor? reached) && reached.ToDoubles().Any(static g => g != 0));
        // The model's gradient passes through the classifier, and the classifier's own is its own.
        Assert.False(first.TryGet(Guess.Weight, out _), "the model's loss must leave the classifier alone");
        Assert.Contains(second[Guess.Weight].ToDoubles(), static g => g != 0);
        Assert.Null(new Regularized(new Elbo(), new Rate().Times(1)).Evaluate(model, Labelled(model, false), pass).AdversaryLoss);
    }

    private static Penalty Make(string name) => name switch
    {
        "weighted" => new KlDecomposition(MinibatchSampling.Weighted(50)) { MutualInformation = 0.5, DimensionWise = 2 },
        "stratified" => new KlDecomposition(MinibatchSampling.Stratified(50)) { MutualInformation = -0.5, DimensionWise = 0.3 },
        "whole" => new KlDecomposition(MinibatchSampling.Stratified(4)),
        "dip-i" => new DipPenalty(DipCovariance.Means) { OffDiagonal = 2, Diagonal = 3 },
        "dip-ii" => new DipPenalty(DipCovariance.Codes) { OffDiagonal = 2, Diagonal = 3 },
        "mmd" => new MmdPenalty(),
        "mmd-gaussian" => new MmdPenalty { Kernel = MmdKernel.Rbf(0.8) },
        "rate" => new Rate(),
        "rate-sampled" => new Rate { Kl = KlEstimate.Sampled },
        "distortion" => new Distortion(),
        "discriminator" => new TotalCorrelationByDiscriminator(static (pass, z) => (Ops.Linear(z, pass[Guess.Weight], pass[Guess.Bias]).Tanh() * z).Sum(1), [Guess.Weight, Guess.Bias]),
        "l1" => new L1Activity(),
        "code-norm" => new CodeNorm(),
        "variational" => new VariationalMutualInformation("y", 0.3),
        "classifier" => new ClassifierMutualInformation("y", Classify, [Guess.Weight, Guess.Bias]),
        _ => new AggregatedMutualInformation("y"),
    };

    private static OneHotCategorical Classify(Pass pass, Tensor z) => OneHotCategorical.FromLogits(Ops.Linear(z, pass[Guess.Weight], pass[Guess.Bias]));

    private static Batch Labelled(CodeTable model, bool masked) => model.Batch().With(
        "y", Tensor.From([1.0, 0, 0, 1, 1, 0, 1, 0], [4, 2]), masked ? Tensor.From([1.0, 1, 0, 1], [4]) : null);

    private static (Parameter Weight, Parameter Bias) MakeGuess()
    {
        ParameterScope scope = ParameterScope.Initialize(RandomKey.FromSeed(6), DType.Float64);
        (Parameter Weight, Parameter Bias) made = (scope.Parameter("weight", [2, 2], Initializer.TorchUniform()), scope.Parameter("bias", [2], Initializer.Zeros));
        return made;
    }
}
