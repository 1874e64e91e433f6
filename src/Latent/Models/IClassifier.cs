using Latent.Data;
using Latent.Tensors;

namespace Latent.Models;

/// <summary>A model that also says which class an example is of: evaluation then counts how often it is right.</summary>
public interface IClassifier
{
    /// <summary>The column of classes, one-hot, whose value is predicted.</summary>
    string Label { get; }

    /// <summary>log q(y | x), [B, classes]; whatever the batch says of the label is not looked at.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="batch">Examples, with or without labels.</param>
    Tensor ClassLogProb(Pass pass, Batch batch);
}
