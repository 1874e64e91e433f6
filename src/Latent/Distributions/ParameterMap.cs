using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>Replaces one parameter of a distribution by another tensor; see <see cref="Distribution.Map"/>.</summary>
/// <param name="parameter">The parameter: batch axes (or fewer, broadcast), then <paramref name="eventAxes"/> axes of its own.</param>
/// <param name="eventAxes">How many of the last axes belong to one event, not to the batch.</param>
public delegate Tensor ParameterMap(Tensor parameter, int eventAxes);
