using System.Text.Json.Serialization;
using Latent.Json;

namespace Latent.Objectives.Constraints;

/// <summary>How a Lagrange multiplier λ ≥ 0 follows the violation v = estimate - bound; η is the step size.</summary>
[JsonConverter(typeof(KebabNames<MultiplierUpdate>))]
public enum MultiplierUpdate
{
    /// <summary>λ ← max(0, λ + η·v): projected gradient ascent on the dual function (Arrow, Hurwicz and Uzawa 1958).</summary>
    Additive,

    /// <summary>λ ← λ·e^(η·v): never negative, and never zero either (Rezende and Viola 2018, algorithm 1).</summary>
    Exponential,
}
