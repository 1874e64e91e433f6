using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Optimization;

/// <summary>An optimiser with settings far from their defaults, beside the paper's equations on one number in double precision.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Make">The optimiser.</param>
/// <param name="Oracle">Makes a function (t from 1, w, g) → w that keeps its own state.</param>
public sealed record OptimizerCase(
    string Name, Func<IReadOnlyList<Parameter>, Optimizer> Make, Func<Func<int, double, double, double>> Oracle)
{
    public static IReadOnlyList<OptimizerCase> All { get; } =
    [
        new("SGD", static p => new Sgd(p, 0.05), static () => static (t, w, g) => w - (0.05 * g)),
        new("SGD with decay", static p => new Sgd(p, 0.05, weightDecay: 0.3),
            static () => static (t, w, g) => w - (0.05 * (g + (0.3 * w)))),
        new("SGD with momentum", static p => new Sgd(p, 0.02, momentum: 0.9, dampening: 0.4), static () =>
        {
            double b = 0;
            return (t, w, g) => w - (0.02 * (b = t == 1 ? g : (0.9 * b) + (0.6 * g)));
        }),
        new("SGD, Nesterov", static p => new Sgd(p, 0.02, momentum: 0.8, nesterov: true, weightDecay: 0.1), static () =>
        {
            // Sutskever et al. 2013, equations 3 and 4, written for the point looked ahead from, as PyTorch does.
            double b = 0;
            return (t, w, g) =>
            {
                g += 0.1 * w;
                b = (0.8 * b) + g;
                return w - (0.02 * (g + (0.8 * b)));
            };
        }),
        new("RMSprop", static p => new RmsProp(p, 0.01, alpha: 0.95, epsilon: 1e-3), static () => RmsProp(0.01, 0.95, 1e-3, 0, false, 0)),
        new("RMSprop with momentum", static p => new RmsProp(p, 0.01, momentum: 0.7, weightDecay: 0.2),
            static () => RmsProp(0.01, 0.99, 1e-8, 0.7, false, 0.2)),
        new("RMSprop, centred", static p => new RmsProp(p, 0.01, alpha: 0.9, epsilon: 0.01, centered: true),
            static () => RmsProp(0.01, 0.9, 0.01, 0, true, 0)),
        new("RMSprop, centred with momentum", static p => new RmsProp(p, 0.005, 0.9, 0.01, momentum: 0.6, centered: true),
            static () => RmsProp(0.005, 0.9, 0.01, 0.6, true, 0)),
        new("Adagrad", static p => new Adagrad(p, 0.3, rateDecay: 0.02, initialSum: 0.1, epsilon: 1e-4), static () =>
        {
            double a = 0.1;
            return (t, w, g) => w - (0.3 / (1 + ((t - 1) * 0.02)) * g / (Math.Sqrt(a += g * g) + 1e-4));
        }),
        new("Adam", static p => new Adam(p, 0.02), static () => Adam(0.02, 0.9, 0.999, 1e-8, 0, 0, false)),
        new("Adam, AMSGrad", static p => new Adam(p, 0.02, 0.8, 0.9, 1e-4, weightDecay: 0.1, amsgrad: true),
            static () => Adam(0.02, 0.8, 0.9, 1e-4, 0.1, 0, true)),
        new("Adam of IWAE", static p => new Adam(p, 0.1, 0.99, epsilon: 1e-4, initialSecondMoment: 1, epsilonHat: true), static () =>
        {
            // Their code: α = rate·√(1 - β₂ᵗ)/(1 - β₁ᵗ), w ← w - α·m/(√v + 1e-4), v from 1.
            double m = 0, v = 1;
            return (t, w, g) =>
            {
                double alpha = 0.1 * Math.Sqrt(1 - Math.Pow(0.999, t)) / (1 - Math.Pow(0.99, t));
                m = (0.99 * m) + (0.01 * g);
                v = (0.999 * v) + (0.001 * g * g);
                return w - (alpha * m / (Math.Sqrt(v) + 1e-4));
            };
        }),
        new("AdamW", static p => new AdamW(p, 0.02, weightDecay: 0.4), static () => Adam(0.02, 0.9, 0.999, 1e-8, 0, 0.4, false)),
        new("AdamW, AMSGrad", static p => new AdamW(p, 0.02, 0.4, 0.7, 0.8, 1e-4, amsgrad: true),
            static () => Adam(0.02, 0.7, 0.8, 1e-4, 0, 0.4, true)),
        new("Adamax", static p => new Adamax(p, 0.02, 0.8, 0.95, 1e-3), static () =>
        {
            double m = 0, u = 0;
            return (t, w, g) =>
            {
                m = (0.8 * m) + (0.2 * g);
                u = Math.Max(0.95 * u, Math.Abs(g) + 1e-3);
                return w - (0.02 / (1 - Math.Pow(0.8, t)) * m / u);
            };
        }),
        new("SGD with a schedule", static p => new Sgd(p, Schedule.Linear(0.1, 0, 100)),
            static () => static (t, w, g) => w - (0.1 * Math.Max(0, 1 - ((t - 1) / 100.0)) * g)),
        new("values clipped, with decay", static p => new ValueClipping(new Sgd(p, 0.1, weightDecay: 0.2), 0.5),
            static () => static (t, w, g) => w - (0.1 * (Math.Clamp(g, -0.5, 0.5) + (0.2 * w)))),
    ];

    public static TheoryData<string> Names => [.. All.Select(static c => c.Name)];

    public static OptimizerCase Of(string name) => All.Single(c => c.Name == name);

    public override string ToString() => Name;

    private static Func<int, double, double, double> RmsProp(
        double rate, double alpha, double epsilon, double momentum, bool centered, double decay)
    {
        double v = 0, mean = 0, b = 0;
        return (t, w, g) =>
        {
            g += decay * w;
            v = (alpha * v) + ((1 - alpha) * g * g);
            mean = (alpha * mean) + ((1 - alpha) * g);
            double root = Math.Sqrt(centered ? Math.Max(0, v - (mean * mean)) : v);
            b = (momentum * b) + (g / (root + epsilon));
            return w - (rate * b);
        };
    }

    // Kingma and Ba 2015, algorithm 1; Reddi et al. 2018 under the root; Loshchilov and Hutter 2019 for the decay of weights.
    private static Func<int, double, double, double> Adam(
        double rate, double beta1, double beta2, double epsilon, double decay, double decoupled, bool amsgrad)
    {
        double m = 0, v = 0, most = 0;
        return (t, w, g) =>
        {
            w -= rate * decoupled * w;
            g += decay * w;
            m = (beta1 * m) + ((1 - beta1) * g);
            v = (beta2 * v) + ((1 - beta2) * g * g);
            most = Math.Max(most, v);
            double mHat = m / (1 - Math.Pow(beta1, t)), vHat = (amsgrad ? most : v) / (1 - Math.Pow(beta2, t));
            return w - (rate * mHat / (Math.Sqrt(vHat) + epsilon));
        };
    }
}
