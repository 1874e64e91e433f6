namespace Latent.Tensors.Kernels.Reference;

internal sealed unsafe partial class ReferenceKernels
{
    public override void Rows(in RowPlan plan)
    {
        for (int outer = 0; outer < plan.Outer; outer++)
            for (int inner = 0; inner < plan.Inner; inner++)
            {
                long first = ((long)outer * plan.Length * plan.Inner) + inner;
                if (plan.HasGradient) RowGradient(plan, first);
                else RowValue(plan, first, ((long)outer * plan.Inner) + inner);
            }
    }

    public override void LayerNorm(in LayerNormPlan plan)
    {
        for (int row = 0; row < plan.Rows; row++)
        {
            long first = (long)row * plan.Length;
            double mean = 0, variance = 0;
            for (int i = 0; i < plan.Length; i++) mean += Read(plan.Input, first + i, plan.DType) / plan.Length;
            for (int i = 0; i < plan.Length; i++) variance += Math.Pow(Read(plan.Input, first + i, plan.DType) - mean, 2) / plan.Length;
            double r = 1 / Math.Sqrt(variance + plan.Epsilon);
            Write(plan.Mean, row, plan.DType, mean);
            Write(plan.InverseDeviation, row, plan.DType, r);
            for (int i = 0; i < plan.Length; i++)
            {
                double normal = (Read(plan.Input, first + i, plan.DType) - mean) * r;
                Write(plan.Output, first + i, plan.DType, (normal * Read(plan.Gain, i, plan.DType)) + Read(plan.Bias, i, plan.DType));
            }
        }
    }

    public override void LayerNormGradient(in LayerNormGradientPlan plan)
    {
        double[] gain = new double[plan.Length], bias = new double[plan.Length];
        for (int row = 0; row < plan.Rows; row++)
        {
            long first = (long)row * plan.Length;
            double mean = Read(plan.Mean, row, plan.DType), r = Read(plan.InverseDeviation, row, plan.DType);
            double ofHeight = 0, ofProduct = 0;
            for (int i = 0; i < plan.Length; i++)
            {
                double g = Read(plan.Gradient, first + i, plan.DType);
                double normal = (Read(plan.Input, first + i, plan.DType) - mean) * r;
                double h = g * Read(plan.Gain, i, plan.DType);
                ofHeight += h / plan.Length;
                ofProduct += h * normal / plan.Length;
                gain[i] += g * normal;
                bias[i] += g;
            }
            if (!plan.NeedsInput) continue;
            for (int i = 0; i < plan.Length; i++)
            {
                double h = Read(plan.Gradient, first + i, plan.DType) * Read(plan.Gain, i, plan.DType);
                double normal = (Read(plan.Input, first + i, plan.DType) - mean) * r;
                double old = plan.AddsInput ? Read(plan.InputGradient, first + i, plan.DType) : 0;
                Write(plan.InputGradient, first + i, plan.DType, old + (r * (h - ofHeight - (normal * ofProduct))));
            }
        }
        for (int i = 0; i < plan.Length; i++)
        {
            if (plan.NeedsGain) Write(plan.GainGradient, i, plan.DType, gain[i] + (plan.AddsGain ? Read(plan.GainGradient, i, plan.DType) : 0));
            if (plan.NeedsBias) Write(plan.BiasGradient, i, plan.DType, bias[i] + (plan.AddsBias ? Read(plan.BiasGradient, i, plan.DType) : 0));
        }
    }

    private static void RowValue(in RowPlan plan, long first, long output)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < plan.Length; i++) max = Math.Max(max, Read(plan.Input, first + ((long)i * plan.Inner), plan.DType));
        double shift = double.IsFinite(max) ? max : 0;
        for (int i = 0; i < plan.Length; i++) sum += Math.Exp(Read(plan.Input, first + ((long)i * plan.Inner), plan.DType) - shift);
        if (plan.Function == RowFunction.LogSumExp)
        {
            Write(plan.Output, output, plan.DType, shift + Math.Log(sum));
            return;
        }
        for (int i = 0; i < plan.Length; i++)
        {
            long at = first + ((long)i * plan.Inner);
            double x = Read(plan.Input, at, plan.DType) - shift;
            Write(plan.Output, at, plan.DType, plan.Function == RowFunction.Softmax ? Math.Exp(x) / sum : x - Math.Log(sum));
        }
    }

    private static void RowGradient(in RowPlan plan, long first)
    {
        double sum = 0;
        bool softmax = plan.Function == RowFunction.SoftmaxGradient;
        for (int i = 0; i < plan.Length; i++)
        {
            long at = first + ((long)i * plan.Inner);
            double g = Read(plan.Gradient, at, plan.DType);
            sum += softmax ? g * Read(plan.Input, at, plan.DType) : g;
        }
        for (int i = 0; i < plan.Length; i++)
        {
            long at = first + ((long)i * plan.Inner);
            double g = Read(plan.Gradient, at, plan.DType), y = Read(plan.Input, at, plan.DType);
            double old = plan.Accumulate ? Read(plan.Output, at, plan.DType) : 0;
            Write(plan.Output, at, plan.DType, old + (softmax ? y * (g - sum) : g - (Math.Exp(y) * sum)));
        }
    }
}
