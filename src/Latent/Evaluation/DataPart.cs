using System.Text.Json.Serialization;
using Latent.Json;

namespace Latent.Evaluation;

/// <summary>A part of the data a model was made with.</summary>
[JsonConverter(typeof(KebabNames<DataPart>))]
public enum DataPart
{
    /// <summary>What the model has learned from: figures of it say nothing of other data.</summary>
    Train,

    /// <summary>What decided when training stopped and which parameters were kept: figures of it are a little too good.</summary>
    Validation,

    /// <summary>What training has never seen.</summary>
    Test,
}
