using Latent.Tensors.Autodiff;

namespace Latent.Tensors;

/// <summary>
/// One traversal of a model, forward and backward: the owner of the recorded operations, of the recycled memory, of the random key and
/// of the step number. There is no global mode: a model reads its parameters through the pass, and the pass decides whether they are
/// tracked.
/// </summary>
/// <example>
/// <code>
/// using Pass pass = Pass.Training(RandomKey.FromSeed(1), step);
/// Tensor loss = (x.MatMul(pass[weight], Transpose.B) - y).Square().Mean();
/// Gradients gradients = pass.Backward(loss);
/// </code>
/// </example>
/// <remarks>
/// After <see cref="Dispose"/> every tensor of the pass throws when read, except those kept (<see cref="Keep"/>). A pass that is never disposed
/// leaks nothing: the garbage collector takes its memory. A pass is used by one thread at a time; many passes may run side by side.
/// </remarks>
public sealed partial class Pass : IDisposable
{
    // A step of a small model rents and records about this much; lists that grow to it one doubling at a time leave as much again behind.
    private const int UsualBuffers = 64, UsualNodes = 48, UsualParameters = 16;

    private readonly List<Buffer> _rented = new(UsualBuffers);
    private readonly List<Buffer> _reusable = [];
    private readonly List<Node> _tape = new(UsualNodes);
    private Dictionary<Parameter, Tensor>? _parameters;
    private Backprop? _backprop;

    private Pass(bool training, bool records, RandomKey key, long step, Device? device)
    {
        IsTraining = training;
        Records = records;
        IsRecording = records;
        Key = key;
        Step = step;
        Device = device ?? Device.Cpu;
    }

    /// <summary>Whether the model is learning: dropout drops, batch statistics are used.</summary>
    public bool IsTraining { get; }

    /// <summary>Whether gradients can be asked for: parameters and what is made of them are tracked.</summary>
    public bool Records { get; }

    /// <summary>Where tensors are made.</summary>
    public Device Device { get; }

    /// <summary>The source of all randomness of this traversal; split it by name for each use.</summary>
    public RandomKey Key { get; }

    /// <summary>The number of the training step, from 0.</summary>
    public long Step { get; }

    /// <summary>True after <see cref="Dispose"/>.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether operations on tracked tensors are recorded now.</summary>
    internal bool IsRecording { get; set; }

    /// <summary>Whether parameters are constants though the pass records: for gradients by what else is tracked.</summary>
    internal bool IsFrozen { get; private set; }

    /// <summary>Makes parameters constants until what is returned is disposed of.</summary>
    /// <param name="isFrozen">Whether they become so; false leaves them what they are.</param>
    internal FrozenParameters Freeze(bool isFrozen = true)
    {
        FrozenParameters before = new(this, IsFrozen);
        IsFrozen |= isFrozen;
        return before;
    }

    /// <summary>What parameters were before <see cref="Freeze"/>, and are again after it.</summary>
    internal readonly struct FrozenParameters(Pass pass, bool before) : IDisposable
    {
        public void Dispose() => pass.IsFrozen = before;
    }

    /// <summary>The traversal under way, 0 for none.</summary>
    internal int Epoch { get; set; }

    internal List<Node> Tape => _tape;

    /// <summary>A pass that records, for training.</summary>
    /// <param name="key">The randomness of this step, for instance <c>seedKey.At(step)</c>.</param>
    /// <param name="step">The step's number, for schedules.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    public static Pass Training(RandomKey key = default, long step = 0, Device? device = null) => new(true, true, key, step, device);

    /// <summary>A pass that records nothing, for evaluation.</summary>
    /// <param name="key">The randomness of this traversal.</param>
    /// <param name="device">Where to compute; the shared processor device by default.</param>
    /// <param name="step">The step's number, for schedules; 0 unless a training is looked at on its way.</param>
    public static Pass Evaluation(RandomKey key = default, Device? device = null, long step = 0) => new(false, false, key, step, device);

    /// <summary>A pass that records an evaluation: for derivatives by inputs, codes or parameters of a model as it is in use.</summary>
    /// <inheritdoc cref="Evaluation"/>
    public static Pass Differentiation(RandomKey key = default, Device? device = null, long step = 0) => new(false, true, key, step, device);

    /// <summary>A parameter's value in this traversal: tracked where the pass records, a constant otherwise.</summary>
    public Tensor this[Parameter parameter]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(parameter);
            ThrowIfEnded();
            if (!Records || IsFrozen) return parameter.Value;
            _parameters ??= new(UsualParameters);
            if (_parameters.TryGetValue(parameter, out Tensor? tensor)) return tensor;
            Tensor value = parameter.Value;
            tensor = new Tensor(Device, value.Buffer, value.Operand.Offset, value.Shape, value.DType, this);
            Attach(new Leaf(parameter), tensor);
            _parameters.Add(parameter, tensor);
            return tensor;
        }
    }

    /// <summary>A tensor of this pass with a copy of the values, in recycled memory.</summary>
    /// <exception cref="ShapeException">The number of values is not the shape's.</exception>
    public Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        if (values.Length != shape.Count) Throw.ElementCount("Pass.From", values.Length, shape);
        Tensor tensor = New(shape, DType.Float32);
        values.CopyTo(tensor.Writable<float>());
        return tensor;
    }

    /// <inheritdoc cref="From(ReadOnlySpan{float}, Shape)"/>
    public Tensor From(ReadOnlySpan<double> values, Shape shape)
    {
        if (values.Length != shape.Count) Throw.ElementCount("Pass.From", values.Length, shape);
        Tensor tensor = New(shape, DType.Float64);
        values.CopyTo(tensor.Writable<double>());
        return tensor;
    }

    /// <summary>A tensor of this pass filled with one value.</summary>
    public Tensor Full(Shape shape, double value, DType dtype = DType.Float32)
    {
        Tensor tensor = New(shape, dtype);
        tensor.FillWith(value);
        return tensor;
    }

    /// <summary>
    /// The values of <paramref name="tensor"/> as a new tensor of this pass to which gradients flow; for derivatives by inputs.
    /// </summary>
    public Tensor Track(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ThrowIfEnded();
        Tensor tracked = New(tensor.Shape, tensor.DType);
        tensor.CopyTo(tracked);
        if (Records) Attach(new Leaf(null), tracked);
        return tracked;
    }

    /// <summary>Gradients of a one-element loss by the parameters read in this pass and the tensors tracked in it.</summary>
    /// <param name="loss">One element.</param>
    /// <param name="createGraph">Record the traversal itself, so that gradients can be differentiated again.</param>
    /// <exception cref="ShapeException">The loss has more than one element.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on nothing tracked, or the pass does not record.</exception>
    public Gradients Backward(Tensor loss, bool createGraph = false) => Backward(loss, [], createGraph);

    /// <summary>Gradients of a one-element loss by some tracked tensors of this pass.</summary>
    /// <param name="loss">One element.</param>
    /// <param name="wrt">Tracked tensors, leaves or intermediates; none means every leaf.</param>
    /// <param name="createGraph">Record the traversal itself, so that gradients can be differentiated again.</param>
    /// <exception cref="ShapeException">The loss has more than one element.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on nothing tracked, or the pass does not record.</exception>
    public Gradients Backward(Tensor loss, ReadOnlySpan<Tensor> wrt, bool createGraph = false)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ThrowIfEnded();
        if (!Records) Throw.NotRecording(ToString());
        if (loss.Pass is not null && loss.Pass != this) Throw.Passes("Backward", loss.Pass.ToString(), ToString());
        loss.ThrowIfRecycled();
        if (loss.Shape.Count != 1) Throw.LossNotScalar(loss.Shape);
        if (loss.Node is null) Throw.NotTracked(loss.Label, loss.Shape);
        _backprop ??= new Backprop(this);
        return _backprop.Run(loss, wrt, createGraph);
    }

    /// <summary>Takes a tensor out of recycling: after the pass it is a free tensor, a constant to later passes.</summary>
    /// <returns>The tensor; a copy if its memory is not the pass's own, such as a parameter's, which goes on changing.</returns>
    public Tensor Keep(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.ThrowIfRecycled();
        if (tensor.Pass != this || tensor.Buffer.Kept) return tensor;
        if (!_rented.Remove(tensor.Buffer)) return tensor.Clone();
        tensor.Buffer.Kept = true;
        Device.Pool.Forget();
        return tensor;
    }

    /// <summary>Ends the pass and returns its memory to the device's pool.</summary>
    public void Dispose()
    {
        if (HasEnded) return;
        HasEnded = true;
        foreach (Buffer buffer in _rented) Device.Return(buffer);
        foreach (Node node in _tape) node.Output.ForgetNode();
        _rented.Clear();
        _reusable.Clear();
        _tape.Clear();
        _parameters = null;
        _backprop = null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(IsTraining ? "the training pass" : "the evaluation pass")} of step {Step}";

    internal void ThrowIfEnded()
    {
        if (HasEnded) Throw.PassEnded(ToString());
    }

    internal Tensor New(Shape shape, DType dtype)
    {
        ThrowIfEnded();
        return Tensor.Allocate(this, Device, shape, dtype);
    }

    internal void Attach(Node node, Tensor output)
    {
        node.Output = output;
        node.Index = _tape.Count;
        _tape.Add(node);
        output.Record(node);
    }

    internal Buffer Rent(long bytes)
    {
        ThrowIfEnded();
        for (int i = _reusable.Count - 1; i >= 0; i--)
        {
            Buffer candidate = _reusable[i];
            if (candidate.Bytes < bytes || candidate.Bytes > 2 * bytes) continue;
            _reusable.RemoveAt(i);
            candidate.Epoch = Epoch;
            return candidate;
        }
        Buffer buffer = Device.Rent(bytes);
        buffer.Epoch = Epoch;
        _rented.Add(buffer);
        return buffer;
    }

    /// <summary>Lets this pass use a buffer of its own again before it ends; one without a size class is for one use.</summary>
    internal void Reuse(Buffer buffer)
    {
        if (buffer.SizeClass >= 0) _reusable.Add(buffer);
    }
}
