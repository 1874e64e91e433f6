using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>
/// The numbers that <see cref="Adam"/> and <see cref="AdamW"/> share, checked, and what follows from them for each update.
/// </summary>
internal sealed record AdamMoments
{
    public AdamMoments(
        string kind, IReadOnlyList<Parameter> parameters, double beta1, double beta2, double epsilon, bool amsgrad, bool epsilonHat = false)
    {
        Beta1 = OptimizerChecks.Decay(kind, beta1);
        Beta2 = OptimizerChecks.Decay(kind, beta2);
        Epsilon = OptimizerChecks.Epsilon(kind, parameters, epsilon);
        Amsgrad = amsgrad;
        EpsilonHat = epsilonHat;
    }

    public double Beta1 { get; }

    public double Beta2 { get; }

    public double Epsilon { get; }

    public bool Amsgrad { get; }

    public bool EpsilonHat { get; }

    public string[] States => Amsgrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"];

    /// <summary>The settings of <see cref="AdamRule"/> for update <paramref name="t"/>.</summary>
    public void Set(ref UpdatePlan plan, double rate, long t)
    {
        double correction = 1 / Math.Sqrt(1 - Powers.Of(Beta2, t));
        plan.Settings[0] = Beta1;
        plan.Settings[1] = 1 - Beta1;
        plan.Settings[2] = Beta2;
        plan.Settings[3] = 1 - Beta2;
        plan.Settings[4] = rate / (1 - Powers.Of(Beta1, t));
        plan.Settings[5] = correction;
        plan.Settings[6] = EpsilonHat ? Epsilon * correction : Epsilon;
    }
}
