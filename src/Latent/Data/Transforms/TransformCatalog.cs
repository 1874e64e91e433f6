namespace Latent.Data.Transforms;

/// <summary>A kind of transform.</summary>
/// <param name="Kind">What configurations and model files call it.</param>
/// <param name="Formula">What becomes of a value x.</param>
/// <param name="Reference">Where it comes from.</param>
/// <param name="Example">One of its kind.</param>
public sealed record TransformEntry(string Kind, string Formula, string Reference, Transform Example);

/// <summary>All kinds of transforms, a line each: the one list for the command line, the documentation and the tests.</summary>
public static class TransformCatalog
{
    /// <summary>The kinds: first what gives values their form, then noise.</summary>
    public static IReadOnlyList<TransformEntry> All { get; } =
    [
        new("flatten", "the same elements as one axis", "", new Flatten()),
        new("one-hot", "a one at the place of the class", "", new OneHot { Classes = 2 }),
        new("standardize", "(x - μ) / σ of the training set", "", new Standardize()),
        new("fill-missing", "a number for NaN; the mask stays", "Mattei and Frellsen 2019", new FillMissing()),
        new("binarize", "1 with probability x: anew, once, or x > ½", "Salakhutdinov and Murray 2008", new Binarize()),
        new("dequantize", "(k + u) / L", "Theis et al. 2016", new Dequantize()),
        new("gaussian-noise", "x + σ·ε", "Vincent et al. 2010", new GaussianNoise()),
        new("masking-noise", "0 with probability p", "Vincent et al. 2008", new MaskingNoise()),
        new("salt-and-pepper", "lowest or highest value with probability p", "Vincent et al. 2010", new SaltAndPepper()),
    ];
}
