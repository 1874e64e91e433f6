using Latent.Tensors;

namespace Latent.Networks;

/// <summary>A layer from images to images, with a bias for each channel.</summary>
internal interface IImageLayer
{
    Tensor Forward(Pass pass, Tensor x);

    void SetBias(Tensor values);
}
