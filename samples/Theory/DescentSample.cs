using Latent.Tensors;

namespace Latent.Samples.Theory;

/// <summary>Gradient descent on a quadratic, and a derivative by hand.</summary>
public static class DescentSample
{
    /// <summary>The numbers of docs/theory/descent.md.</summary>
    public static Numbers Run()
    {
        // f(w) = ½(w₁² + 10 w₂²) from (1, 1): every step multiplies w₁ by 1 - η and w₂ by 1 - 10η.
        double[] steady = Descend(0.1, 50), diverging = Descend(0.21, 50);
        return new Numbers()
            .Add("w after 50 steps of rate 0.1", steady)
            .Add("w after 50 steps of rate 0.21", "G8", diverging)
            .Add("dL/dw, dL/dv of L = (v·tanh(w·x) - y)²", Network());
    }

    private static double[] Descend(double rate, int steps)
    {
        Tensor curvature = Tensor.From([1.0, 10], [2]), w = Tensor.Ones([2], DType.Float64);
        for (int step = 0; step < steps; step++)
        {
            using Pass pass = Pass.Training();
            Tensor tracked = pass.Track(w);
            Gradients gradients = pass.Backward((0.5 * curvature * tracked.Square()).Sum());
            w = (tracked.Detach() - (rate * gradients[tracked])).Clone();
        }

        return w.ToDoubles();
    }

    private static double[] Network()
    {
        const double x = 0.5, y = 1;
        using Pass pass = Pass.Training();
        Tensor w = pass.Track(Tensor.Full([], 0.8, DType.Float64)), v = pass.Track(Tensor.Full([], -1.2, DType.Float64));
        Gradients gradients = pass.Backward(((v * (w * x).Tanh()) - y).Square());
        return [gradients[w].Item(), gradients[v].Item()];
    }
}
