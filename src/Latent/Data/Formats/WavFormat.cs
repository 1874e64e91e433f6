namespace Latent.Data.Formats;

/// <summary>How a sample of a sound is stored, little-endian.</summary>
internal enum WavFormat
{
    /// <summary>0 .. 255, silence at 128.</summary>
    Pcm8,

    /// <summary>Signed.</summary>
    Pcm16,

    /// <summary>Signed.</summary>
    Pcm24,

    /// <summary>Signed.</summary>
    Pcm32,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,
}

/// <summary>Sizes of samples.</summary>
internal static class WavFormats
{
    /// <summary>Bytes of a sample.</summary>
    public static int Bytes(this WavFormat format) => format switch
    {
        WavFormat.Pcm8 => 1,
        WavFormat.Pcm16 => 2,
        WavFormat.Pcm24 => 3,
        WavFormat.Float64 => 8,
        _ => 4,
    };
}
