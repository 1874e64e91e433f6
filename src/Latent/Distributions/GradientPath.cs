namespace Latent.Distributions;

/// <summary>How a gradient passes from a sample to the distribution's parameters.</summary>
public enum GradientPath
{
    /// <summary>No gradient is defined: the distribution has no parameters, or is only scored.</summary>
    None,

    /// <summary>A sample is a differentiable function of the parameters and of noise (Kingma and Welling 2014, section 2.4).</summary>
    Pathwise,

    /// <summary>Samples are discrete or otherwise cut the path; E_q[f ∇log q] is an estimator (Williams 1992).</summary>
    ScoreFunction,

    /// <summary>
    /// Samples are discrete, and the gradient of a relaxed sample stands in for the one they lack: it flows, and is biased (Bengio et al. 2013).
    /// </summary>
    StraightThrough,
}
