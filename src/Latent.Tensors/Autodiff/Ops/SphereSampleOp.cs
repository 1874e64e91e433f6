using Latent.Tensors.SpecialFunctions;

namespace Latent.Tensors.Autodiff.Ops;

/// <summary>1 - w of von Mises-Fisher vectors as a differentiable function of the concentration; see <see cref="SphereSlope"/>.</summary>
internal static class SphereSampleOp
{
    public const string Name = "VonMisesFisherSample";

    public static Tensor Apply(Tensor concentration, Tensor fall, int dimension)
    {
        OpScope scope = OpScope.Of(Name, concentration, fall);
        if (concentration.Shape != fall.Shape) Throw.Broadcast(Name, concentration.Shape, fall.Shape);
        scope.Resolve(ref fall);
        Tensor y = scope.New(fall.Shape);
        fall.CopyTo(y);
        if (scope.Records) scope.Attach(new SampleNode(concentration, y, dimension), y);
        return y;
    }

    private static Tensor Slopes(Tensor concentration, Tensor fall, int dimension)
    {
        Tensor slopes = Tensor.Allocate(concentration.Pass, fall.Device, fall.Shape, fall.DType);
        if (fall.DType == DType.Float32)
        {
            ReadOnlySpan<float> k = concentration.ReadAs<float>(), f = fall.ReadAs<float>();
            Span<float> to = slopes.Writable<float>();
            for (int i = 0; i < to.Length; i++) to[i] = (float)-SphereSlope.Of(dimension, k[i], f[i]);
        }
        else
        {
            ReadOnlySpan<double> k = concentration.ReadAs<double>(), f = fall.ReadAs<double>();
            Span<double> to = slopes.Writable<double>();
            for (int i = 0; i < to.Length; i++) to[i] = -SphereSlope.Of(dimension, k[i], f[i]);
        }
        return slopes;
    }

    private sealed class SampleNode(Tensor concentration, Tensor fall, int dimension) : Node
    {
        public override string Name => SphereSampleOp.Name;

        public override int InputCount => 1;

        public override Tensor Input(int index) => concentration;

        public override void Backward(Tensor gradient, Backprop back)
        {
            if (!back.Needs(concentration)) return;
            Tensor slopes = Slopes(concentration, fall, dimension);
            if (back.CreatesGraph && concentration.IsTracked) concentration.Pass!.Attach(new SlopeNode(concentration), slopes);
            back.Add(concentration, gradient * slopes);
        }
    }

    private sealed class SlopeNode(Tensor concentration) : Node
    {
        public override string Name => "VonMisesFisherSlope";

        public override int InputCount => 1;

        public override Tensor Input(int index) => concentration;

        public override void Backward(Tensor gradient, Backprop back) => Throw.NoSecondDerivative<Tensor>(
            SphereSampleOp.Name, "Its first derivative by the concentration can be taken once; detach the concentration where it is differentiated again.");
    }
}
