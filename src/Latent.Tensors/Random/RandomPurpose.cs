namespace Latent.Tensors;

/// <summary>
/// What random numbers are drawn for: eight bits of every counter, so that, say, an evaluation in between cannot disturb the
/// noise of training. The numbers are part of <see cref="RandomKey.StreamVersion"/>: add, never change. Values from 128 on are the user's.
/// </summary>
public enum RandomPurpose : byte
{
    /// <summary>No purpose named.</summary>
    Unspecified = 0,

    /// <summary>Initial values of parameters.</summary>
    Initialization = 1,

    /// <summary>The order of the examples of an epoch, and splits of a data set.</summary>
    Shuffling = 2,

    /// <summary>Noise of latent variables in training.</summary>
    Reparameterization = 3,

    /// <summary>Dropout masks.</summary>
    Dropout = 4,

    /// <summary>Samples from a model.</summary>
    Sampling = 5,

    /// <summary>Random changes of the inputs.</summary>
    Augmentation = 6,

    /// <summary>Noise of an evaluation.</summary>
    Evaluation = 7,

    /// <summary>Markov chains.</summary>
    Mcmc = 8,

    /// <summary>Dynamic binarisation of the inputs.</summary>
    Binarization = 9,

    /// <summary>Generated data sets.</summary>
    DataGeneration = 10,

    /// <summary>Resampling of results: bootstrap intervals, permutation tests.</summary>
    Resampling = 11,
}
