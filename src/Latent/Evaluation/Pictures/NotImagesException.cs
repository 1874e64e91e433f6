namespace Latent.Evaluation.Pictures;

/// <summary>Pictures are asked for of data that is no images. The message names the column and its shape.</summary>
public sealed class NotImagesException(string message) : Exception(message);
