using Latent.Tensors.Formulas;

namespace Latent.Tensors.Kernels;

/// <summary>An update of a whole arena: flat operands of one length; states that the rule does not have stay empty.</summary>
internal struct UpdatePlan
{
    public Operand Value;
    public Operand Gradient;
    public Operand First;
    public Operand Second;
    public Operand Third;
    public int Count;
    public DType DType;
    public UpdateSettings<double> Settings;
}
