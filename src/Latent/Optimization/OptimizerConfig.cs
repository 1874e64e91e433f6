using System.Text.Json.Serialization;
using Latent.Tensors;

namespace Latent.Optimization;

/// <summary>A kind of optimiser and its settings, as a configuration holds it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SgdConfig), "sgd")]
[JsonDerivedType(typeof(RmsPropConfig), "rmsprop")]
[JsonDerivedType(typeof(AdagradConfig), "adagrad")]
[JsonDerivedType(typeof(AdamConfig), "adam")]
[JsonDerivedType(typeof(AdamWConfig), "adamw")]
[JsonDerivedType(typeof(AdamaxConfig), "adamax")]
public abstract record OptimizerConfig
{
    /// <summary>The step size.</summary>
    public ScheduleConfig LearningRate { get; set; } = 1e-3;

    /// <summary>The largest norm of the gradient that is left alone; null for no clipping. See <see cref="NormClipping"/>.</summary>
    public double? ClipNorm { get; set; }

    /// <summary>The largest norm of the gradient with which a step is made; null for all. See <see cref="StepSkipping"/>.</summary>
    public double? SkipNorm { get; set; }

    /// <summary>The optimiser of some parameters.</summary>
    /// <param name="parameters">What it learns.</param>
    /// <param name="stepsPerEpoch">How long an epoch is, for schedules that count these.</param>
    /// <param name="rateFactor">What the step size is multiplied by, where a training was rolled back.</param>
    /// <exception cref="ArgumentException">A setting makes no sense; the message says which.</exception>
    public Optimizer Make(IReadOnlyList<Parameter> parameters, long stepsPerEpoch, double rateFactor = 1)
    {
        Schedule rate = LearningRate.Make(stepsPerEpoch);
        ArenaOptimizer arena = Make(parameters, rateFactor == 1 ? rate : rate.Times(rateFactor));
        Optimizer optimizer = ClipNorm is { } clip ? new NormClipping(arena, clip) : arena;
        return SkipNorm is { } skip ? new StepSkipping(optimizer, skip) : optimizer;
    }

    /// <summary>The optimiser that others stand around.</summary>
    internal static ArenaOptimizer Innermost(Optimizer optimizer) => optimizer switch
    {
        ArenaOptimizer arena => arena,
        OptimizerDecorator decorator => Innermost(decorator.Inner),
        _ => throw new ArgumentException($"{optimizer} is no optimiser that a configuration makes.", nameof(optimizer)),
    };

    /// <summary>The optimiser itself, nothing around it.</summary>
    internal abstract ArenaOptimizer Make(IReadOnlyList<Parameter> parameters, Schedule rate);
}

/// <summary>Settings of <see cref="Sgd"/>.</summary>
public sealed record SgdConfig : OptimizerConfig
{
    /// <summary>μ.</summary>
    public double Momentum { get; set; }

    /// <summary>Whether the gradient is taken where the momentum leads.</summary>
    public bool Nesterov { get; set; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; set; }

    internal override ArenaOptimizer Make(IReadOnlyList<Parameter> parameters, Schedule rate) =>
        new Sgd(parameters, rate, Momentum, Nesterov, weightDecay: WeightDecay);
}

/// <summary>Settings of <see cref="RmsProp"/>.</summary>
public sealed record RmsPropConfig : OptimizerConfig
{
    /// <summary>α.</summary>
    public double Alpha { get; set; } = 0.99;

    /// <summary>ε.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>μ.</summary>
    public double Momentum { get; set; }

    /// <summary>Whether the square of the mean gradient is taken off.</summary>
    public bool Centered { get; set; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; set; }

    internal override ArenaOptimizer Make(IReadOnlyList<Parameter> parameters, Schedule rate) =>
        new RmsProp(parameters, rate, Alpha, Epsilon, Momentum, Centered, WeightDecay);
}

/// <summary>Settings of <see cref="Adagrad"/>.</summary>
public sealed record AdagradConfig : OptimizerConfig
{
    /// <summary>How much the rate falls with steps.</summary>
    public double RateDecay { get; set; }

    /// <summary>What the sum of squares starts from.</summary>
    public double InitialSum { get; set; }

    /// <summary>ε.</summary>
    public double Epsilon { get; set; } = 1e-10;

    /// <summary>λ.</summary>
    public double WeightDecay { get; set; }

    internal override ArenaOptimizer Make(IReadOnlyList<Parameter> parameters, Schedule rate) =>
        new Adagrad(parameters, rate, RateDecay, InitialSum, Epsilon, WeightDecay);
}

/// <summary>Settings of <see cref="Adam"/>.</summary>
public sealed record AdamConfig : OptimizerConfig
{
    /// <summary>β₁.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ, through the gradient.</summary>
    public double WeightDecay { get; set; }

    /// <summary>Whether the largest second moment so far is used.</summary>
    public bool Amsgrad { get; set; }

    /// <summary>What the second moment starts from; 1 in the code of Burda et al. 2016.</summary>
    public double InitialSecondMoment { get; set; }

    /// <summary>Whether ε is added before the second moment is corrected.</summary>
    public bool EpsilonHat { get; set; }

    internal override ArenaOptimizer Make(IReadOnlyList<Parameter> parameters, Schedule rate) =>
        new Adam(parameters, rate, Beta1, Beta2, Epsilon, WeightDecay, Amsgrad, InitialSecondMoment, EpsilonHat);
}

/// <summary>Settings of <see cref="AdamW"/>.</summary>
public sealed record AdamWConfig : OptimizerConfig
{
    /// <summary>λ, beside the moments.</summary>
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>β₁.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε.</summary>
    public double Epsilon { get; set; } = 1e-8;

    internal override ArenaOptimizer Make(IReadOnlyList<Parameter> parameters, Schedule rate) =>
        new AdamW(parameters, rate, WeightDecay, Beta1, Beta2, Epsilon);
}

/// <summary>Settings of <see cref="Adamax"/>.</summary>
public sealed record AdamaxConfig : OptimizerConfig
{
    /// <summary>β₁.</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂.</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ.</summary>
    public double WeightDecay { get; set; }

    internal override ArenaOptimizer Make(IReadOnlyList<Parameter> parameters, Schedule rate) =>
        new Adamax(parameters, rate, Beta1, Beta2, Epsilon, WeightDecay);
}
