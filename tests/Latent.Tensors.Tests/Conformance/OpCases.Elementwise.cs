using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;

namespace Latent.Tensors.Tests.Conformance;

public static partial class OpCases
{
    private static OpCase[] ElementwiseCases =>
    [
        Unary("Negate", x => -x),
        Unary("Square", x => x.Square()),
        Unary("Sqrt", x => x.Sqrt(), 0.1, 4),
        Unary("Abs", x => x.Abs()),
        Unary("Floor", x => x.Floor(), 0.1, 0.9),
        Unary("Exp", x => x.Exp()),
        Unary("Expm1", x => x.Expm1()),
        Unary("Log", x => x.Log(), 0.1, 4),
        Unary("Log1p", x => x.Log1p(), -0.8, 3),
        Unary("Tanh", x => x.Tanh()),
        Unary("Sigmoid", x => x.Sigmoid(), -6, 6),
        Unary("Softplus", x => x.Softplus(), -6, 6),
        Unary("Relu", x => x.Relu()),
        Unary("LeakyRelu", x => x.LeakyRelu(0.2)),
        Unary("Elu", x => x.Elu(1.5)),
        Unary("Selu", x => x.Selu()),
        Unary("Gelu", x => x.Gelu()),
        Unary("Silu", x => x.Silu()),
        Unary("Erf", x => x.Erf()),
        Unary("ErfInv", x => x.ErfInv(), -0.95, 0.95),
        Unary("Sin", x => x.Sin(), -10, 10),
        Unary("Cos", x => x.Cos(), -10, 10),
        Unary("LogGamma", x => x.LogGamma(), 0.3, 6),
        Unary("Digamma", x => x.Digamma(), 0.3, 6),
        Unary("LogGammaRemainder", x => x.LogGammaRemainder(), 0.3, 6),
        Unary("LogGammaRemainder far", x => x.LogGammaRemainder(), 8, 30),
        Unary("DigammaRemainder", x => x.DigammaRemainder(), 0.3, 6),
        Unary("DigammaRemainder far", x => x.DigammaRemainder(), 8, 30),
        new("Trigamma", [new([3, 7], 0.3, 6)], x => x[0].Trigamma()) { HasSecond = false },
        Binary("Add", (a, b) => a + b, [3, 5], [3, 5]),
        Binary("Add", (a, b) => a + b, [3, 5], [5]),
        Binary("Add", (a, b) => a + b, [3, 1, 4], [2, 1]),
        Binary("Subtract", (a, b) => a - b, [3, 5], [3, 1]),
        Binary("Subtract", (a, b) => a - b, [], [3, 2]),
        Binary("Multiply", (a, b) => a * b, [2, 3, 5], [3, 1]),
        Binary("Multiply", (a, b) => a * b, [2, 1, 3, 1], [4, 1, 5]),
        Binary("Divide", (a, b) => a / b, [3, 5], [5], 0.5, 3),
        Binary("Pow", (a, b) => a.Pow(b), [3, 5], [3, 5], 0.2, 3),
        Binary("Maximum", (a, b) => a.Maximum(b), [3, 5], [5]),
        Binary("Minimum", (a, b) => a.Minimum(b), [3, 5], [5]),
        new("Pow 3", [new([3, 5])], x => x[0].Pow(3.0)),
        new("Clamp", [new([4, 6])], x => x[0].Clamp(-1.0, 0.5)),
        new("Clamp bounds", [new([4, 6]), new([6], -1.5, -0.5), new([4, 1], 0.2, 1)], x => x[0].Clamp(x[1], x[2])),
        new("Where", [new([4, 6], -0.4, 1.4) { Integer = true, Differentiable = false }, new([4, 6]), new([6])], x => x[0].Where(x[1], x[2])),
        new("Greater", [new([4, 6]), new([6])], x => x[0].Greater(x[1])) { HasGradient = false },
        new("Scalars", [new([4, 6])], x => (2.5 * x[0]) - (x[0] / 3.0) + 1.0),
        new("Same operand twice", [new([4, 6])], x => x[0] * x[0] * x[0]),
        new("LogBesselI", [new([3, 5], 0.2, 6)], x => Ops.LogBesselI(2.5, x[0])),
        // A sample's value does not move with its parameter, its gradient says what it would do: differences cannot see it.
        new("ReparameterizeGamma", [new([3, 5], 0.2, 20), new([3, 5], 0.1, 20)], x => Ops.ReparameterizeGamma(x[0], x[1])) { HasGradient = false },
        new("ReparameterizeLogGamma", [new([3, 5], 0.2, 20), new([3, 5], -5, 3)], x => Ops.ReparameterizeLogGamma(x[0], x[1])) { HasGradient = false },
        new("GammaSlope", [new([3, 5], 0.2, 20), new([3, 5], 0.1, 20)], x => Elementwise.Apply<GammaSlopeOp>(x[0], x[1])) { HasGradient = false },
        new("LogGammaSlope", [new([3, 5], 0.2, 20), new([3, 5], -5, 3)], x => Elementwise.Apply<LogGammaSlopeOp>(x[0], x[1])) { HasGradient = false },
    ];

    private static OpCase[] ReductionCases =>
    [
        new("Sum", [new([3, 4, 5])], x => x[0].Sum()),
        new("Sum 0", [new([3, 4, 5])], x => x[0].Sum(0)),
        new("Sum 1", [new([3, 4, 5])], x => x[0].Sum(1)),
        new("Sum -1", [new([3, 4, 5])], x => x[0].Sum(-1)),
        new("Sum 0 2", [new([3, 4, 5])], x => x[0].Sum(0, 2)),
        new("Sum keeping", [new([3, 4, 5])], x => x[0] / x[0].SumKeepingAxes(1)) { Tolerance32 = 1e-3, Tolerance64 = 1e-9, GradientTolerance = 1e-4 },
        new("Sum long", [new([2, 40000])], x => x[0].Sum(1)) { Tolerance32 = 1e-4, HasGradient = false },
        new("Sum tall", [new([3000, 7])], x => x[0].Sum(0)) { Tolerance32 = 1e-4, HasGradient = false },
        new("Sum of nothing", [new([3, 0])], x => x[0].Sum(1)) { HasGradient = false },
        new("Mean", [new([3, 4, 5])], x => x[0].Mean()),
        new("Mean 1", [new([3, 4, 5])], x => x[0].Mean(1)),
        new("Max 1", [new([3, 4, 5])], x => x[0].Max(1)),
        new("Max all", [new([3, 4, 5])], x => x[0].Max()),
        new("Min 0 2", [new([3, 4, 5])], x => x[0].Min(0, 2)),
        new("Reshape", [new([3, 4, 5])], x => x[0].Reshape(4, -1).Square()),
    ];

    private static OpCase[] ProductCases =>
    [
        new("MatMul", [new([3, 4]), new([4, 5])], x => x[0].MatMul(x[1])),
        new("MatMul TN", [new([4, 3]), new([4, 5])], x => x[0].MatMul(x[1], Transpose.A)),
        new("MatMul NT", [new([3, 4]), new([5, 4])], x => x[0].MatMul(x[1], Transpose.B)),
        new("MatMul TT", [new([4, 3]), new([5, 4])], x => x[0].MatMul(x[1], Transpose.Both)),
        new("MatMul batch", [new([2, 3, 4]), new([2, 4, 5])], x => x[0].MatMul(x[1])),
        new("MatMul batch TT", [new([2, 4, 3]), new([2, 5, 4])], x => x[0].MatMul(x[1], Transpose.Both)),
        new("MatMul shared right", [new([2, 3, 4]), new([4, 5])], x => x[0].MatMul(x[1])),
        new("MatMul shared left", [new([3, 4]), new([2, 4, 5])], x => x[0].MatMul(x[1])),
        new("MatMul shared left T", [new([4, 3]), new([2, 5, 4])], x => x[0].MatMul(x[1], Transpose.Both)),
        new("MatMul crossed", [new([2, 1, 3, 4]), new([3, 4, 2])], x => x[0].MatMul(x[1])),
        new("MatMul large", [new([65, 130]), new([130, 67])], x => x[0].MatMul(x[1])) { Tolerance32 = 1e-4, HasGradient = false },
        new("Linear", [new([6, 4]), new([5, 4]), new([5])], x => Ops.Linear(x[0], x[1], x[2])),
        new("Linear rank 3", [new([2, 3, 4]), new([5, 4])], x => Ops.Linear(x[0], x[1])),
        new("Linear relu", [new([6, 4]), new([5, 4]), new([5])], x => Ops.Linear(x[0], x[1], x[2], Activation.Relu)),
        new("Linear tanh", [new([6, 4]), new([5, 4]), new([5])], x => Ops.Linear(x[0], x[1], x[2], Activation.Tanh)),
        new("Linear sigmoid", [new([6, 4]), new([5, 4]), new([5])], x => Ops.Linear(x[0], x[1], x[2], Activation.Sigmoid)),
        new("Linear softplus", [new([6, 4]), new([5, 4]), new([5])], x => Ops.Linear(x[0], x[1], x[2], Activation.Softplus)),
    ];
}
