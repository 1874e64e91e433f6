using Latent.Tensors.Autodiff.Ops;
using Latent.Tensors.Formulas;
using Latent.Tensors.Kernels;

namespace Latent.Tensors.Autodiff;

/// <summary>A reverse traversal of a pass's tape (reverse-mode automatic differentiation).</summary>
/// <remarks>
/// Gradients of intermediates are recycled as soon as their node has passed them on, so a traversal works in a few warm buffers. A buffer
/// is recycled only if this traversal allocated it (<see cref="Buffer.Epoch"/>) and no gradient slot holds it any more.
/// </remarks>
internal sealed class Backprop(Pass pass)
{
    private readonly List<(ParameterArena Arena, Tensor Gradient)> _arenas = [];
    private int _epochs;
    private int _epoch;

    /// <summary>Whether the traversal is recorded: then gradients must be computed by tensor operations.</summary>
    public bool CreatesGraph { get; private set; }

    public Gradients Run(Tensor loss, ReadOnlySpan<Tensor> wrt, bool createGraph)
    {
        bool recording = pass.IsRecording;
        CreatesGraph = createGraph;
        pass.IsRecording = createGraph;
        _epoch = ++_epochs;
        pass.Epoch = _epoch;
        _arenas.Clear();
        try
        {
            return Traverse(loss, wrt);
        }
        finally
        {
            pass.IsRecording = recording;
            pass.Epoch = 0;
        }
    }

    /// <summary>Whether anyone asked for what lies behind this input.</summary>
    public bool Needs(Tensor input) => input.Node is { } node && node.NeededBy == _epoch;

    /// <summary>Adds to an input's gradient. The gradient has the input's shape, or one the input was broadcast to.</summary>
    public void Add(Tensor input, Tensor gradient)
    {
        if (!Needs(input)) return;
        if (gradient.Shape != input.Shape) gradient = ReduceOp.SumTo(gradient, input.Shape);
        Node node = input.Node!;
        if (!CreatesGraph && (node.Gradient is not null || node is Leaf { Parameter.Arena: not null }))
        {
            Tensor target = Into(input, out bool accumulate);
            if (accumulate) Elementwise.Map<Accumulated<IdentityMap>>(target, gradient, target);
            else Elementwise.Map<IdentityMap>(target, gradient);
            return;
        }
        if (node.Gradient is null) Hold(node, gradient);
        else node.Gradient += gradient;
    }

    /// <summary>
    /// The tensor that holds, or will hold, an input's gradient; the caller writes it, or adds to it if <paramref name="accumulate"/>.
    /// Only for inputs that are needed, in a traversal that creates no graph.
    /// </summary>
    public Tensor Into(Tensor input, out bool accumulate)
    {
        Node node = input.Node!;
        Tensor? held = node.Gradient;
        accumulate = held is not null;
        if (held is null)
        {
            held = node is Leaf { Parameter: { Arena: { } arena } parameter }
                ? ArenaGradient(arena).ViewAt(parameter.ArenaOffset, parameter.Shape)
                : pass.New(input.Shape, input.DType);
            Hold(node, held);
        }
        else if (held.Buffer.Epoch != _epoch || (held.Buffer.Holders > 1 && node is not Leaf { Parameter.Arena: not null }))
        {
            // Someone else reads this buffer too: continue in a copy.
            Tensor copy = pass.New(input.Shape, input.DType);
            held.CopyTo(copy);
            held.Buffer.Holders--;
            Hold(node, copy);
            held = copy;
        }
        return held;
    }

    /// <summary>
    /// input's gradient += map(operands), computed over the operands' broadcast shape and summed to the input's: what nearly every
    /// element-wise derivative needs, without an intermediate.
    /// </summary>
    public void Add<TMap>(Tensor input, Shape space, params ReadOnlySpan<Tensor> operands) where TMap : IMap
    {
        if (!Needs(input)) return;
        Tensor target = Into(input, out bool accumulate);
        if (input.Shape == space)
        {
            if (accumulate) Elementwise.MapInto<TMap>(target, operands);
            else Elementwise.Map<TMap>(target, operands);
        }
        else
        {
            ReduceOp.SumInto<TMap>(target, space, accumulate, operands);
        }
    }

    /// <summary>Memory for one node's own use; give it back with <see cref="Release(Tensor)"/>.</summary>
    public Tensor Temporary(Shape shape, DType dtype) => pass.New(shape, dtype);

    /// <summary>Gives back a <see cref="Temporary"/> that nobody else was given.</summary>
    public void Release(Tensor temporary)
    {
        if (temporary.Buffer.Holders == 0) pass.Reuse(temporary.Buffer);
    }

    private Gradients Traverse(Tensor loss, ReadOnlySpan<Tensor> wrt)
    {
        List<Node> tape = pass.Tape;
        int last = loss.Node!.Index;
        Gradients gradients = new();
        MarkNeeded(tape, last, wrt);
        Tensor one = pass.New(loss.Shape, loss.DType);
        one.FillWith(1);
        Hold(loss.Node, one);
        for (int i = last; i >= 0; i--)
        {
            Node node = tape[i];
            if (node.NeededBy != _epoch || node.Gradient is not { } gradient) continue;
            bool wanted = IsWanted(node, wrt);
            if (wanted) gradients.Add(node, gradient);
            node.Backward(gradient, this);
            // Add may have moved the gradient on to other slots; this slot is done.
            node.Gradient = null;
            if (!CreatesGraph) Release(gradient, wanted);
        }
        foreach ((ParameterArena arena, Tensor flat) in _arenas) gradients.Complete(arena, flat);
        return gradients;
    }

    private void MarkNeeded(List<Node> tape, int last, ReadOnlySpan<Tensor> wrt)
    {
        foreach (Tensor tensor in wrt)
        {
            if (tensor.Node is null || tensor.Pass != pass) Throw.NotTracked(tensor.Label, tensor.Shape);
            tensor.Node.NeededBy = _epoch;
        }
        for (int i = 0; i <= last; i++)
        {
            Node node = tape[i];
            node.Gradient = null;
            if (node is Leaf)
            {
                if (wrt.IsEmpty) node.NeededBy = _epoch;
                continue;
            }
            for (int k = node.InputCount - 1; k >= 0 && node.NeededBy != _epoch; k--)
                if (node.Input(k).Node is { } input && input.NeededBy == _epoch) node.NeededBy = _epoch;
        }
    }

    private static bool IsWanted(Node node, ReadOnlySpan<Tensor> wrt)
    {
        if (wrt.IsEmpty) return node is Leaf;
        foreach (Tensor tensor in wrt)
            if (ReferenceEquals(tensor.Node, node)) return true;
        return false;
    }

    private Tensor ArenaGradient(ParameterArena arena)
    {
        foreach ((ParameterArena known, Tensor gradient) in _arenas)
            if (ReferenceEquals(known, arena)) return gradient;
        Tensor flat = pass.New([arena.Count], arena.Values.DType);
        // The gradient of this buffer as a whole is never recycled early.
        flat.Buffer.Holders = 1;
        _arenas.Add((arena, flat));
        return flat;
    }

    private static void Hold(Node node, Tensor gradient)
    {
        node.Gradient = gradient;
        gradient.Buffer.Holders++;
    }

    private void Release(Tensor gradient, bool wanted)
    {
        if (wanted) return;
        Buffer buffer = gradient.Buffer;
        if (--buffer.Holders == 0 && buffer.Epoch == _epoch && !buffer.Kept) pass.Reuse(buffer);
    }
}
