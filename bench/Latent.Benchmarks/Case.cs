using System.Text.Json.Nodes;

namespace Latent.Benchmarks;

/// <summary>One piece of work, done by this library and, where <see cref="Peer"/> names it, by PyTorch in a child process.</summary>
internal sealed record Case
{
    /// <summary>Unique; <c>--filter</c> matches any part of it.</summary>
    public required string Name { get; init; }

    /// <summary>Makes everything the work needs, so that the action it returns holds the work alone.</summary>
    public required Func<Engine, Action> Prepare { get; init; }

    /// <summary>Floating-point operations of one run that no implementation avoids, a multiply-add counted as two; 0 where they do not bind.</summary>
    public double Operations { get; init; }

    /// <summary>
    /// Operations to count for the goal's share of the peak, where the goal says how: 6 times batch times parameters for a training step. 0: <see cref="Operations"/>.
    /// </summary>
    public double NominalOperations { get; init; }

    /// <summary>Bytes one run must read and write at least once.</summary>
    public double Bytes { get; init; }

    /// <summary>The name of the same work in <c>bench/peers</c>, or null.</summary>
    public string? Peer { get; init; }

    /// <summary>The same work written another way, in turns with this; in the ratio it takes the peer's place.</summary>
    public Func<Engine, Action>? Beside { get; init; }

    /// <summary>What the peer's case takes besides its defaults.</summary>
    public JsonObject Parameters { get; init; } = [];

    /// <summary>What the project set out to reach, or null.</summary>
    public Goal? Goal { get; init; }

    /// <summary>Set for a point of a scaling table: which table, and where on its axis.</summary>
    public SweepPoint? Sweep { get; init; }
}

/// <param name="Ratio">At most this share of the peer's time.</param>
/// <param name="Peak">At least this share of the machine's peak of fused multiply-adds.</param>
/// <param name="Speedup">On two threads at least this many times as fast as on one.</param>
internal sealed record Goal(double? Ratio = null, double? Peak = null, double? Speedup = null);

/// <param name="Axis">What is varied.</param>
/// <param name="Value">Its value at this point.</param>
/// <param name="Items">Examples one run works through.</param>
internal sealed record SweepPoint(string Axis, int Value, int Items);
