using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels;

/// <summary>An update of a whole arena: four flat operands of one length.</summary>
internal struct UpdatePlan
{
    public Operand Value;
    public Operand Gradient;
    public Operand First;
    public Operand Second;
    public int Count;
    public DType DType;
    public UpdateSettings<double> Settings;
}
