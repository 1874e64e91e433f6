namespace Latent.Data.Formats;

/// <summary>Sequences of the keys that sound, a bit for each key.</summary>
internal sealed class PianoRolls(int window)
{
    private const int StepBytes = (PianoRollReader.Keys + 7) / 8;

    private readonly List<int> _firstSteps = [];
    private byte[] _bits = [];
    private int _steps;

    /// <summary>How many sequences.</summary>
    public int Count => _firstSteps.Count;

    /// <summary>The steps of a sequence.</summary>
    public int Length(int sequence) => (sequence + 1 < Count ? _firstSteps[sequence + 1] : _steps) - _firstSteps[sequence];

    /// <summary>Whether a key sounds.</summary>
    public bool Sounds(int sequence, int step, int key) =>
        (_bits[((_firstSteps[sequence] + step) * StepBytes) + (key / 8)] & (1 << (key % 8))) != 0;

    /// <summary>Begins another sequence.</summary>
    public void BeginSequence() => _firstSteps.Add(_steps);

    /// <summary>Adds a silent step to the last sequence.</summary>
    public void AddStep()
    {
        if (window > 0 && _steps - _firstSteps[^1] == window)
            BeginSequence();
        _steps++;
        if (_steps * StepBytes > _bits.Length)
            Array.Resize(ref _bits, Math.Max(1 << 12, 2 * _bits.Length));
    }

    /// <summary>Lets a key sound in the last step.</summary>
    public void AddNote(int key) => _bits[((_steps - 1) * StepBytes) + (key / 8)] |= (byte)(1 << (key % 8));
}
