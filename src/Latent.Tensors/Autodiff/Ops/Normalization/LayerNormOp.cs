using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>
/// y = x̂·gain + bias, x̂ = (x - mean)·r, r = 1/√(variance + ε), statistics over the trailing axes (Ba, Kiros and Hinton 2016, eq. 3).
/// With h = g·gain: ∂x = r·(h - mean(h) - x̂·mean(h·x̂)), ∂gain = Σ g·x̂, ∂bias = Σ g.
/// </summary>
internal static class LayerNormOp
{
    private const string Name = "LayerNorm";

    public static Tensor Apply(Tensor x, Shape normalized, Tensor? gain, Tensor? bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        NormalizationChecks.Epsilon(Name, epsilon);
        int leading = x.Shape.Rank - normalized.Rank;
        if (normalized.Rank == 0 || leading < 0 || x.Shape.Slice(leading, x.Shape.Rank) != normalized)
        {
            Throw.BadShape(Name, $"x {x.Shape} does not end in {normalized}. " +
                "The normalised axes are the last ones of x, at least one; gain and bias have their shape.");
        }
        if (normalized.Count == 0) Throw.BadShape(Name, $"nothing has no mean: the normalised axes {normalized} of x {x.Shape} are empty.");
        NormalizationChecks.Parameter(Name, "gain", gain, normalized);
        NormalizationChecks.Parameter(Name, "bias", bias, normalized);
        // Without a gain or bias the kernel reads ones or zeros: a row of them costs nothing beside the rows of x.
        gain ??= Constant(x, normalized, 1);
        bias ??= Constant(x, normalized, 0);
        OpScope scope = OpScope.Of(Name, x, gain, bias);
        Tensor y = scope.New(x.Shape);
        Tensor mean = scope.New(x.Shape.Slice(0, leading)), inverseDeviation = scope.New(x.Shape.Slice(0, leading));
        LayerNormPlan plan = default;
        plan.Input = x.Operand;
        plan.Gain = gain.Operand;
        plan.Bias = bias.Operand;
        plan.Output = y.Operand;
        plan.Mean = mean.Operand;
        plan.InverseDeviation = inverseDeviation.Operand;
        plan.Rows = mean.Shape.Count;
        plan.Length = normalized.Count;
        plan.Epsilon = epsilon;
        plan.DType = x.DType;
        y.Device.Kernels.LayerNorm(plan);
        if (scope.Records) scope.Attach(new LayerNormNode(x, gain, bias, mean, inverseDeviation, epsilon), y);
        return y;
    }

    private static Tensor Constant(Tensor x, Shape shape, double value)
    {
        Tensor constant = Tensor.Allocate(x.Pass, x.Device, shape, x.DType);
        constant.FillWith(value);
        return constant;
    }

    private sealed class LayerNormNode(Tensor x, Tensor gain, Tensor bias, Tensor mean, Tensor inverseDeviation, double epsilon) : Node
    {
        public override string Name => LayerNormOp.Name;

        public override int InputCount => 3;

        public override Tensor Input(int index) => index switch
        {
            0 => x,
            1 => gain,
            _ => bias,
        };

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (back.CreatesGraph)
            {
                Define(gradient, back);
                return;
            }
            LayerNormGradientPlan plan = default;
            plan.Input = x.Operand;
            plan.Gain = gain.Operand;
            plan.Gradient = gradient.Operand;
            plan.Mean = mean.Operand;
            plan.InverseDeviation = inverseDeviation.Operand;
            plan.NeedsInput = back.Needs(x);
            plan.NeedsGain = back.Needs(gain);
            plan.NeedsBias = back.Needs(bias);
            if (plan.NeedsInput) plan.InputGradient = back.Into(x, out plan.AddsInput).Operand;
            if (plan.NeedsGain) plan.GainGradient = back.Into(gain, out plan.AddsGain).Operand;
            if (plan.NeedsBias) plan.BiasGradient = back.Into(bias, out plan.AddsBias).Operand;
            plan.Rows = mean.Shape.Count;
            plan.Length = gain.Shape.Count;
            plan.DType = x.DType;
            x.Device.Kernels.LayerNormGradient(plan);
        }

        private void Define(Tensor gradient, Backprop back)
        {
            Span<int> trailing = stackalloc int[gain.Shape.Rank];
            for (int i = 0; i < trailing.Length; i++) trailing[i] = i - trailing.Length;
            Tensor centred = x - x.MeanKeepingAxes(trailing);
            Tensor r = 1.0 / (centred.Square().MeanKeepingAxes(trailing) + epsilon).Sqrt();
            Tensor normal = centred * r, h = gradient * gain;
            if (back.Needs(x))
                back.Add(x, r * (h - h.MeanKeepingAxes(trailing) - (normal * (h * normal).MeanKeepingAxes(trailing))));
            back.Add(gain, gradient * normal);
            back.Add(bias, gradient);
        }
    }
}
