using Latent.Optimization;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>
/// A small classifier trained on the spot, whose penultimate layer says what of an example matters: two hidden layers of ReLU, trained by Adam
/// on the cross-entropy. The same key and data give the same bits.
/// </summary>
internal sealed class FeatureClassifier
{
    public const int FeatureCount = 64;
    private static readonly int[] Hidden = [128, FeatureCount];

    private readonly int _width;
    private readonly int _classes;
    private readonly (Parameter Weight, Parameter Bias)[] _layers;
    private readonly Device? _device;

    private FeatureClassifier(int width, int classes, RandomKey key, Device? device)
    {
        _width = width;
        _classes = classes;
        _device = device;
        ParameterScope scope = ParameterScope.Initialize(key);
        _layers = new (Parameter, Parameter)[Hidden.Length + 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            int inputs = i == 0 ? width : Hidden[i - 1], outputs = i < Hidden.Length ? Hidden[i] : classes;
            _layers[i] = Layer(scope / i.ToString(System.Globalization.CultureInfo.InvariantCulture), inputs, outputs);
        }

        Parameters = scope.Parameters;
    }

    private IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Trains one.</summary>
    /// <param name="x">[rows, width].</param>
    /// <param name="labels">0 .. classes - 1 each.</param>
    /// <param name="width">Numbers of an example.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="steps">Of 128 examples each.</param>
    /// <param name="context">Randomness, device, cancellation and progress.</param>
    public static FeatureClassifier Train(double[] x, int[] labels, int width, int classes, int steps, EvaluationContext context)
    {
        RandomKey key = context.Key.Split("classifier");
        FeatureClassifier classifier = new(width, classes, key.Split("parameters"), context.Device);
        // The rate falls to 0, so that the last steps do not matter to what is measured.
        Adam adam = new(classifier.Parameters, Schedule.Cosine(2e-3, 0, steps));
        int batch = Math.Min(128, labels.Length), perEpoch = Math.Max(1, labels.Length / batch);
        int[] order = new int[labels.Length], targets = new int[batch];
        for (int step = 0; step < steps; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (step % perEpoch == 0) key.Split("order").At(step / perEpoch).For(RandomPurpose.Shuffling).Permutation(order.Length).Fill(order);
            using Pass pass = Pass.Training(key.Split("step").At(step), step, context.Device);
            Tensor images = pass.New([batch, width], DType.Float32);
            Span<float> values = images.Writable<float>();
            for (int i = 0; i < batch; i++)
            {
                int row = order[((step % perEpoch) * batch) + i];
                targets[i] = labels[row];
                for (int j = 0; j < width; j++)
                    values[(i * width) + j] = (float)x[((long)row * width) + j];
            }

            Tensor logits = classifier.Forward(pass, images, classifier._layers.Length);
            Tensor loss = -(logits.LogSoftmax() * pass.OneHot(targets, classes)).Sum() * (1.0 / batch);
            adam.Step(pass.Backward(loss));
            context.Progress?.Report((step + 1.0) / steps);
        }

        return classifier;
    }

    /// <summary>The penultimate layer, [rows, <see cref="FeatureCount"/>].</summary>
    public double[] Features(double[] x, EvaluationContext context) => Apply(x, _layers.Length - 1, FeatureCount, context);

    /// <summary>log r(class | x) in nats, [rows, classes].</summary>
    public double[] LogProbabilities(double[] x, EvaluationContext context)
    {
        double[] logits = Apply(x, _layers.Length, _classes, context);
        for (int first = 0; first < logits.Length; first += _classes)
        {
            Span<double> row = logits.AsSpan(first, _classes);
            double most = double.NegativeInfinity, sum = 0;
            foreach (double logit in row) most = Math.Max(most, logit);
            foreach (double logit in row) sum += Math.Exp(logit - most);
            double constant = most + Math.Log(sum);
            for (int c = 0; c < row.Length; c++) row[c] -= constant;
        }

        return logits;
    }

    /// <summary>The share of examples given their own class.</summary>
    public double Accuracy(double[] x, int[] labels, EvaluationContext context)
    {
        double[] logits = Apply(x, _layers.Length, _classes, context);
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (Classification.LargestOf(logits.AsSpan(i * _classes, _classes)) == labels[i]) right++;
        }

        return right / (double)labels.Length;
    }

    private double[] Apply(double[] x, int layers, int width, EvaluationContext context)
    {
        const int piece = 512;
        int rows = x.Length / _width;
        double[] result = new double[rows * width];
        for (int first = 0; first < rows; first += piece)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            int some = Math.Min(piece, rows - first);
            using Pass pass = Pass.Evaluation(default, _device);
            Tensor images = pass.From(x.AsSpan(first * _width, some * _width), [some, _width]).To(DType.Float32);
            Forward(pass, images, layers).ToDoubles().CopyTo(result, first * width);
        }

        return result;
    }

    private Tensor Forward(Pass pass, Tensor x, int layers)
    {
        for (int i = 0; i < layers; i++)
            x = Ops.Linear(x, pass[_layers[i].Weight], pass[_layers[i].Bias], i < _layers.Length - 1 ? Activation.Relu : Activation.None);
        return x;
    }

    private static (Parameter, Parameter) Layer(ParameterScope scope, int inputs, int outputs) =>
        (scope.Parameter("weight", [outputs, inputs], Initializer.HeUniform), scope.Parameter("bias", [outputs], Initializer.Zeros));
}
