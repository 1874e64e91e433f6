using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Tests.Optimization;

/// <summary>Each optimiser is its paper's equations, and PyTorch's numbers.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 200;

    // The same on the curved function below, 10 steps from (1, -2, 0.5), computed by PyTorch 1.13:
    //   w = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64, requires_grad=True); o = torch.optim.X([w], ...)
    //   for _ in range(10): o.zero_grad(); (w[0]**4/4 + w[0]*w[1] + w[1]**2 + 3*w[2]**2/2).backward(); o.step()
    // with torch.nn.utils.clip_grad_norm_([w], 0.7) before the step of the last.
    public static TheoryData<string, double, double, double> Torch => new()
    {
        // SGD(lr=0.1)
        { "sgd", 0.9633316482106186, -0.6822215388855387, 0.014123762449999995 },
        // SGD(lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.01)
        { "momentum", 0.15108598583508484, 0.33779185816401325, -0.09418909894110769 },
        // SGD(lr=0.1, momentum=0.9, nesterov=True)
        { "nesterov", -0.2432343015270966, 0.035263493172865853, 0.0564456187962672 },
        // RMSprop(lr=0.1)
        { "rmsprop", 0.7913385187540858, -0.4091420671299349, 9.520533482160437e-05 },
        // RMSprop(lr=0.1, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.01)
        { "centred", 0.656500967576734, -0.3094852161850262, -0.012405578143995056 },
        // Adagrad(lr=0.1, lr_decay=0.1, initial_accumulator_value=0.5)
        { "adagrad", 1.1832984080448836, -1.641265240711581, 0.19349346150848531 },
        // Adam(lr=0.1)
        { "adam", 1.0949510524857327, -1.052935376241617, -0.20332282711700544 },
        // Adam(lr=0.1, betas=(0.5, 0.9), eps=1e-3, weight_decay=0.01, amsgrad=True)
        { "amsgrad", 1.0543070094162426, -1.1222159425805227, -0.01867312131160759 },
        // AdamW(lr=0.1, weight_decay=0.1)
        { "adamw", 1.0377996259701694, -0.9152544011663748, -0.1979735140326932 },
        // Adamax(lr=0.1)
        { "adamax", 1.1899363196853272, -1.203577995610957, -0.0851277077125209 },
        // Adam(lr=0.1), the gradient clipped to norm 0.7
        { "clipped", 1.0039607452797865, -0.997557382756865, -0.1582664205102994 },
    };

    [Theory]
    [MemberData(nameof(OptimizerCase.Names), MemberType = typeof(OptimizerCase))]
    public void It_is_the_paper_s_equations_in_float64(string name) => Assert.InRange(Distance(name, DType.Float64), 0, 1e-12);

    // Two hundred roundings of numbers around 1, and divisions by roots that are at times small.
    [Theory]
    [MemberData(nameof(OptimizerCase.Names), MemberType = typeof(OptimizerCase))]
    public void It_is_the_paper_s_equations_in_float32(string name) => Assert.InRange(Distance(name, DType.Float32), 0, 2e-5);

    [Fact]
    public void The_equations_are_told_apart()
    {
        double[][] ends = [.. OptimizerCase.All.Select(static c => Oracle(c, new Bowl()))];
        for (int i = 0; i < ends.Length; i++)
            for (int j = 0; j < i; j++) Assert.True(ends[i].Zip(ends[j], static (a, b) => Math.Abs(a - b)).Max() > 0.01, $"{i}, {j}");
    }

    [Theory]
    [MemberData(nameof(Torch))]
    public void It_gives_PyTorch_s_numbers(string name, double first, double second, double third)
    {
        Parameter w = ParameterScope.Initialize(default, DType.Float64).Parameter("w", [3], Initializer.Zeros);
        w.Set(Tensor.From([1.0, -2.0, 0.5], [3]));
        Optimizer optimizer = name switch
        {
            "sgd" => new Sgd([w], 0.1),
            "momentum" => new Sgd([w], 0.1, momentum: 0.9, dampening: 0.5, weightDecay: 0.01),
            "nesterov" => new Sgd([w], 0.1, momentum: 0.9, nesterov: true),
            "rmsprop" => new RmsProp([w], 0.1),
            "centred" => new RmsProp([w], 0.1, alpha: 0.9, momentum: 0.5, centered: true, weightDecay: 0.01),
            "adagrad" => new Adagrad([w], 0.1, rateDecay: 0.1, initialSum: 0.5),
            "adam" => new Adam([w], 0.1),
            "amsgrad" => new Adam([w], 0.1, 0.5, 0.9, 1e-3, weightDecay: 0.01, amsgrad: true),
            "adamw" => new AdamW([w], 0.1, weightDecay: 0.1),
            "adamax" => new Adamax([w], 0.1),
            _ => new NormClipping(new Adam([w], 0.1), 0.7),
        };
        for (int step = 0; step < 10; step++)
        {
            using Pass pass = Pass.Training();
            Tensor x = pass[w].Slice(0, 0, 1), y = pass[w].Slice(0, 1, 1), z = pass[w].Slice(0, 2, 1);
            optimizer.Step(pass.Backward(((x.Square().Square() / 4) + (x * y) + y.Square() + (z.Square() * 1.5)).Sum()));
        }

        double[] found = w.Value.ToDoubles();
        Assert.Equal(first, found[0], 12);
        Assert.Equal(second, found[1], 12);
        Assert.Equal(third, found[2], 12);
    }

    // A bowl of curvatures 0.5 to 5, the rate falling to nothing: every kind, as the catalog makes it, reaches the bottom.
    [Fact]
    public void Every_kind_reaches_the_bottom_of_a_bowl()
    {
        foreach (OptimizerEntry kind in OptimizerCatalog.All)
        {
            Bowl bowl = new(DType.Float32, 9, 40);
            Optimizer optimizer = kind.Make(bowl.Parameters, kind.Name == "adagrad" ? 0.5 : Schedule.Cosine(0.1, 1e-4, 1000));
            double[] curvature = [.. Enumerable.Range(0, 49).Select(static i => 0.5 + (4.5 * i / 48))];
            for (int step = 0; step < 1000; step++)
                bowl.With([.. bowl.Values.Zip(curvature, static (w, c) => c * (w - 0.25))], gradients => optimizer.Step(gradients));
            // Decoupled decay pulls towards zero: λ = 0.01 against a curvature of at least 0.5 in Adam's scale.
            Assert.All(bowl.Values, w => Assert.InRange(w, 0.25 - 0.01, 0.25 + 1e-3));
        }
    }

    [Theory]
    [MemberData(nameof(OptimizerCase.Names), MemberType = typeof(OptimizerCase))]
    public void The_bits_are_the_same_for_any_number_of_threads(string name)
    {
        double[] Train(Device device)
        {
            // More than one cell of the kernels, and a last one that is not full.
            Bowl bowl = new(DType.Float32, 20_011, 77);
            Optimizer optimizer = new NormClipping(OptimizerCase.Of(name).Make(bowl.Parameters), 100);
            for (int step = 0; step < 4; step++) bowl.With(bowl.Noise(step), gradients => optimizer.Step(gradients), device);
            return bowl.Values;
        }

        double[] one = Train(Device.CreateCpu(1));
        Assert.Equal(one, Train(Device.CreateCpu(2)));
        Assert.Equal(one, Train(Device.CreateCpu(3)));
    }

    [Theory]
    [MemberData(nameof(OptimizerCase.Names), MemberType = typeof(OptimizerCase))]
    public void The_fast_kernels_agree_with_the_reference(string name)
    {
        double[] Train(string kernels)
        {
            Bowl bowl = new(DType.Float64, 19);
            Optimizer optimizer = OptimizerCase.Of(name).Make(bowl.Parameters);
            Device device = Device.CreateCpu(1, kernels);
            for (int step = 0; step < 20; step++) bowl.With(bowl.Noise(step), gradients => optimizer.Step(gradients), device);
            return bowl.Values;
        }

        Assert.All(Train("simd").Zip(Train("reference")), static pair => Assert.Equal(pair.Second, pair.First, 13));
    }

    // Coming from a larger gradient, both means stop a rounding short of a constant one, and ḡ² ends above v: without the max a NaN.
    [Fact]
    public void A_constant_gradient_leaves_centred_RMSprop_finite()
    {
        Bowl bowl = new(DType.Float32, 3);
        RmsProp optimizer = new(bowl.Parameters, 1e-6, epsilon: 1e-3, centered: true);
        for (int step = 0; step < 2500; step++)
        {
            double g = step < 100 ? 2 : 1;
            bowl.With([g, 0.1 * g, -3 * g], gradients => optimizer.Step(gradients));
        }

        OptimizerState state = optimizer.Save();
        double v = state.Tensors["square_avg/w0"].ToDoubles()[0], mean = state.Tensors["grad_avg/w0"].ToDoubles()[0];
        Assert.True(v < mean * mean, $"{v} {mean}");
        Assert.All(bowl.Values, static w => Assert.True(double.IsFinite(w)));
    }

    private static double Distance(string name, DType dtype)
    {
        Bowl bowl = new(dtype);
        OptimizerCase tested = OptimizerCase.Of(name);
        double[] expected = Oracle(tested, bowl);
        Optimizer optimizer = tested.Make(bowl.Parameters);
        for (int step = 0; step < Steps; step++) bowl.With(bowl.Noise(step), gradients => optimizer.Step(gradients));
        Assert.Equal(Steps, optimizer.Steps);
        return expected.Zip(bowl.Values, static (e, f) => Math.Abs(e - f) / Math.Max(1, Math.Abs(e))).Max();
    }

    private static double[] Oracle(OptimizerCase tested, Bowl bowl)
    {
        double[] w = bowl.Values;
        var update = w.Select(_ => tested.Oracle()).ToArray();
        for (int step = 0; step < Steps; step++)
        {
            double[] g = bowl.Noise(step);
            for (int i = 0; i < w.Length; i++) w[i] = update[i](step + 1, w[i], g[i]);
        }

        return w;
    }
}
