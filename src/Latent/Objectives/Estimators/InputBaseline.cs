using Latent.Networks;
using Latent.Tensors;

namespace Latent.Objectives.Estimators;

/// <summary>A network that reads what is observed and predicts the signal, learned by least squares on the way.</summary>
/// <remarks>
/// The input-dependent baseline of A. Mnih, K. Gregor, "Neural variational inference and learning in belief networks", ICML 2014 (NVIL).
/// Its parameters are the objective's: <see cref="Objective.Parameters"/>.
/// </remarks>
public sealed class InputBaseline : Baseline
{
    private readonly string _input;
    private readonly string[] _sites;
    private readonly Mlp _hidden;
    private readonly Linear _output;

    /// <summary>Makes the network in a scope: <c>hidden.0</c>, <c>output</c>.</summary>
    /// <param name="scope">Where its parameters are made.</param>
    /// <param name="input">The tensor of the batch it reads, [B, width] or of other axes, which are flattened.</param>
    /// <param name="width">Elements of an example.</param>
    /// <param name="hidden">Width of the hidden layer.</param>
    /// <param name="sites">The sites it predicts signals for, an output each.</param>
    /// <exception cref="ArgumentException">No site is named.</exception>
    public InputBaseline(ParameterScope scope, string input, int width, int hidden, params ReadOnlySpan<string> sites)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentException.ThrowIfNullOrEmpty(input);
        if (sites.IsEmpty) throw new ArgumentException("InputBaseline: name the sites whose signals it predicts.", nameof(sites));
        int before = scope.Parameters.Count;
        _input = input;
        _sites = sites.ToArray();
        _hidden = new Mlp(scope / "hidden", [width, hidden], Activation.Tanh);
        _output = new Linear(scope / "output", hidden, sites.Length);
        Parameters = [.. scope.Parameters.Skip(before)];
    }

    /// <inheritdoc/>
    public override string Name => "input";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The site is not among those it was made for.</exception>
    public override Tensor Of(LearningSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        int index = Array.IndexOf(_sites, signal.Site.Name);
        if (index < 0)
        {
            throw new InvalidOperationException(
                $"InputBaseline: site '{signal.Site.Name}' needs a baseline; this one was made for {string.Join(", ", _sites)}.");
        }

        Pass pass = signal.Trace.Pass;
        Tensor x = signal.Trace.Observed(_input).Detach();
        Tensor outputs = _output.Forward(pass, _hidden.Forward(pass, x.Flatten(1)));
        return outputs.Slice(1, index, 1).Reshape(x.Shape[0]);
    }

    /// <inheritdoc/>
    public override Tensor Loss(LearningSignal signal, Tensor baseline)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return (signal.Values - baseline).Square().Mean();
    }
}
