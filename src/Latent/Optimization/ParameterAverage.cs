using Latent.Optimization.Rules;
using Latent.Tensors;
using Latent.Tensors.Kernels;

namespace Latent.Optimization;

/// <summary>An exponential moving average of parameters, which often evaluates better than the parameters themselves.</summary>
/// <remarks>
/// a ← d·a + (1 - d)·w after each step, from a = w at the start. Polyak, Juditsky, "Acceleration of stochastic approximation by averaging",
/// 1992, for the mean over all steps; with an exponential window as in Kingma, Ba, "Adam", ICLR 2015, section 7.2, without its correction.
/// </remarks>
/// <example>
/// <code>
/// ParameterAverage average = new(optimizer, decay: 0.9999);
/// optimizer.Step(gradients);
/// average.Update();
/// using (average.Use()) { /* evaluate: the parameters have their averages here */ }
/// </code>
/// </example>
public sealed class ParameterAverage
{
    private readonly (ParameterArena Arena, Tensor Average)[] _arenas;
    private readonly Counter _updates = new();
    private bool _inUse;

    /// <summary>Starts from the present values of an optimiser's parameters.</summary>
    /// <param name="optimizer">Who moves the parameters.</param>
    /// <param name="decay">d, in [0, 1] at each update; a schedule may let it grow.</param>
    public ParameterAverage(Optimizer optimizer, Schedule decay)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(decay);
        Decay = decay;
        _arenas = [.. optimizer.Arenas.Select(static arena => (arena, arena.Values.Clone()))];
    }

    /// <summary>d, by updates made before.</summary>
    public Schedule Decay { get; }

    /// <summary>Updates made.</summary>
    public long Updates => _updates.Value;

    /// <summary>Takes in the present values; call after each step.</summary>
    /// <exception cref="InvalidOperationException">The averages are in use, or d is out of its range.</exception>
    public void Update()
    {
        ThrowIfInUse(nameof(Update));
        double decay = Decay.At(Updates);
        if (decay is not (>= 0 and <= 1))
            throw new InvalidOperationException($"ParameterAverage: the decay of update {Updates} is {decay}; it must be in [0, 1].");
        foreach ((ParameterArena arena, Tensor average) in _arenas)
        {
            UpdatePlan plan = default;
            plan.Value = average.Operand;
            plan.Gradient = arena.Values.Operand;
            plan.Count = arena.Count;
            plan.DType = arena.Values.DType;
            plan.Settings[0] = decay;
            plan.Settings[1] = 1 - decay;
            arena.Values.Device.Kernels.Update<AverageRule>(plan);
        }

        _updates.Value++;
    }

    /// <summary>Exchanges the parameters' values for their averages until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">They are in use already.</exception>
    public IDisposable Use()
    {
        ThrowIfInUse(nameof(Use));
        return new Usage(this);
    }

    /// <summary>A copy of the averages, named <c>average/encoder.0.weight</c>.</summary>
    /// <exception cref="InvalidOperationException">The averages are in use.</exception>
    public OptimizerState Save()
    {
        ThrowIfInUse(nameof(Save));
        return Map().Save();
    }

    /// <summary>Continues where <see cref="Save"/> was called.</summary>
    /// <exception cref="ArgumentException">The state is of other parameters; nothing has been changed.</exception>
    /// <exception cref="InvalidOperationException">The averages are in use.</exception>
    public void Restore(OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        ThrowIfInUse(nameof(Restore));
        Map().Restore(state);
    }

    private StateMap Map()
    {
        StateMap map = new();
        map.Add("updates", _updates);
        foreach ((ParameterArena arena, Tensor average) in _arenas) map.Add("average", arena, average);
        return map;
    }

    private void ThrowIfInUse(string what)
    {
        if (_inUse)
        {
            throw new InvalidOperationException(
                $"ParameterAverage.{what}: the parameters have their averages now; dispose what Use returned first.");
        }
    }

    private void Exchange()
    {
        foreach ((ParameterArena arena, Tensor average) in _arenas)
        {
            Tensor values = arena.Values.Clone();
            average.CopyTo(arena.Values);
            values.CopyTo(average);
        }

        _inUse = !_inUse;
    }

    private sealed class Usage : IDisposable
    {
        private ParameterAverage? _average;

        public Usage(ParameterAverage average)
        {
            _average = average;
            average.Exchange();
        }

        public void Dispose()
        {
            _average?.Exchange();
            _average = null;
        }
    }
}
