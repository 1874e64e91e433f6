using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// Convolution and transposed convolution as one thing: every target pixel gathers from the source pixels that its windows reach.
/// </summary>
/// <remarks>
/// <para>
/// The lanes of a vector are images. Sources are brought from [image, channel, pixel] to [channel, pixel, 32 images], which costs some
/// percent, and from then on every window position is one aligned vector pair wherever it lies: strides, dilation, padding and the phases
/// of a transposed convolution are address steps, no column matrix is written, nothing outside the image is multiplied, and one loop
/// (<see cref="OuterSum"/>) serves all of them. Fewer than 32 images leave lanes idle.
/// </para>
/// <para>
/// A transposed convolution with few target channels is computed by phases: where the stride s divides the window, the s x s targets around
/// the same sources become rows of one tile, each source is loaded once for all of them, and the window shrinks by s.
/// </para>
/// <para>
/// A cell is 32 images by a band of target rows (by a group). It transposes the source rows of its band into scratch memory that stays in
/// the second-level cache, then computes tiles of up to eight target channels by 32 images, pixel by pixel.
/// </para>
/// </remarks>
internal unsafe struct GatherConvolution<TActivation> : IJob
    where TActivation : struct, IConvolutionActivation
{
    // Source bytes of a band: leaves room in a second-level cache of 1 MB for weights and sums.
    private const long BandBytes = 800 * 1024;

    // Phases fill tiles where channels alone would not; two tiles of them at the most.
    private const int FewChannels = 4;
    private const int MaxPhaseRows = 2 * OuterSum.MaxHeight;

    // Fewer target pixels than this make the transposition back inefficient.
    private const int TilePixels = 48;

    private Workers _workers;
    private int _batch;
    private int _groups;
    private int _sourceChannels;
    private int _targetChannels;
    private int _sourceHeight;
    private int _sourceWidth;
    private int _targetHeight;
    private int _targetWidth;
    private int _kernelWidth;
    private int _kernelPixels;
    private int _phaseHeight;
    private int _phaseWidth;
    private int _shiftHeight;
    private int _shiftWidth;
    private nint _groupWeights;
    private int _bandRows;
    private int _bands;
    private int _tileRows;
    private float* _source;
    private float* _weights;
    private float* _bias;
    private float* _target;
    private AxisRun* _rows;
    private AxisRun* _columns;

    /// <summary>y = conv(x, w) + bias.</summary>
    public static void Forward(Workers workers, in ConvolutionGeometry g, float* x, float* w, float* bias, float* y) =>
        Start(workers, g, transposed: false, x, w, bias, y);

    /// <summary>dx = transposed conv(dy, w) + bias.</summary>
    public static void Transposed(Workers workers, in ConvolutionGeometry g, float* dy, float* w, float* bias, float* dx) =>
        Start(workers, g, transposed: true, dy, w, bias, dx);

    private static void Start(Workers workers, in ConvolutionGeometry g, bool transposed, float* source, float* w, float* bias, float* target)
    {
        var job = default(GatherConvolution<TActivation>);
        job._workers = workers;
        job._batch = g.Batch;
        job._groups = g.Groups;
        job._sourceChannels = transposed ? g.GroupOutChannels : g.GroupInChannels;
        job._targetChannels = transposed ? g.GroupInChannels : g.GroupOutChannels;
        (job._sourceHeight, job._sourceWidth) = transposed ? (g.OutHeight, g.OutWidth) : (g.InHeight, g.InWidth);
        (job._targetHeight, job._targetWidth) = transposed ? (g.InHeight, g.InWidth) : (g.OutHeight, g.OutWidth);
        job._source = source;
        job._bias = bias;
        job._target = target;
        if (job._targetHeight <= 0 || job._targetWidth <= 0 || g.Batch == 0 || job._targetChannels == 0)
        {
            return;
        }

        var phases = transposed && HasPhases(g);
        (job._phaseHeight, job._phaseWidth) = phases ? (g.Vertical.Stride, g.Horizontal.Stride) : (1, 1);
        (job._shiftHeight, job._shiftWidth) = phases ? (g.Vertical.Padding, g.Horizontal.Padding) : (0, 0);
        job._kernelWidth = g.Horizontal.Kernel / job._phaseWidth;
        job._kernelPixels = g.KernelPixels / (job._phaseHeight * job._phaseWidth);
        job._groupWeights = (nint)WeightPacking.GroupLength(g, transposed, phases);
        var (rows, columns) = (job.StepRows(0, job._targetHeight).End, ((job._targetWidth - 1 + job._shiftWidth) / job._phaseWidth) + 1);
        var weightBytes = (nuint)(g.Groups * job._groupWeights) * sizeof(float);
        using var lease = workers.Rent(weightBytes + ((nuint)(rows + columns) * (nuint)sizeof(AxisRun)));
        job._weights = (float*)lease.Memory;
        job._rows = (AxisRun*)((byte*)lease.Memory + weightBytes);
        job._columns = job._rows + rows;
        Fill(job._rows, rows, g.Vertical, g.InHeight, g.OutHeight, transposed, phases);
        Fill(job._columns, columns, g.Horizontal, g.InWidth, g.OutWidth, transposed, phases);
        WeightPacking.Run(workers, g, transposed, phases, w, job._weights);
        job.CutBands(workers.Threads);
        workers.Run(ref job, job.Blocks * job._bands * job._groups);
    }

    private static bool HasPhases(in ConvolutionGeometry g) =>
        g.GroupInChannels <= FewChannels
        && g.Vertical.Stride * g.Horizontal.Stride > 1
        && g.GroupInChannels * g.Vertical.Stride * g.Horizontal.Stride <= MaxPhaseRows
        && g.Vertical.Dilation == 1
        && g.Horizontal.Dilation == 1
        && g.Vertical.Kernel % g.Vertical.Stride == 0
        && g.Horizontal.Kernel % g.Horizontal.Stride == 0;

    private static void Fill(AxisRun* runs, int count, ConvolutionAxis axis, int inputs, int outputs, bool transposed, bool phases)
    {
        // Target s·a + r - p meets source a - u at window position s·u + r: one short window of step 1 for all phases r.
        var phase = phases ? new ConvolutionAxis(axis.Kernel / axis.Stride) : axis;
        for (var i = 0; i < count; i++)
        {
            runs[i] = transposed ? AxisRun.OfInput(phase, i, outputs) : AxisRun.OfOutput(phase, i, inputs);
        }
    }

    private readonly int Blocks => (_batch + OuterSum.Lanes - 1) / OuterSum.Lanes;

    /// <inheritdoc/>
    public void Run(int cell, int worker)
    {
        var group = cell % _groups;
        var band = cell / _groups % _bands;
        var image = cell / _groups / _bands * OuterSum.Lanes;
        var firstRow = band * _bandRows;
        var endRow = Math.Min(firstRow + _bandRows, _targetHeight);
        var (sourceFirst, sourceEnd) = SourceRows(firstRow, endRow);
        var planeStride = PlaneStride(sourceEnd - sourceFirst);
        var sourceLength = _sourceChannels * planeStride;
        var tilePixels = Math.Min(_tileRows, endRow - firstRow) * _targetWidth;
        var sums = (nuint)tilePixels * OuterSum.MaxHeight * OuterSum.Lanes;
        var packed = (float*)_workers.Scratch(worker, ((nuint)sourceLength + sums) * sizeof(float));
        PackSource(group, image, sourceFirst, sourceEnd, planeStride, packed);
        for (var row = firstRow; row < endRow; row += _tileRows)
        {
            Tiles(group, image, row, Math.Min(row + _tileRows, endRow), sourceFirst, planeStride, packed, packed + sourceLength);
        }
    }

    private void CutBands(int threads)
    {
        // The cut decides who computes, never what: any will do. Halve the bands until their sources fit the cache and all threads have
        // work, but not below what keeps the transpositions efficient.
        _tileRows = Math.Clamp((TilePixels + _targetWidth - 1) / _targetWidth, 1, _targetHeight);
        _bandRows = _targetHeight;
        while (_bandRows > _tileRows && (Bytes(_bandRows) > BandBytes || Cells(_bandRows) < 2 * threads))
        {
            _bandRows = (_bandRows + 1) / 2;
        }
        _tileRows = Math.Min(_tileRows, _bandRows);
        _bands = (_targetHeight + _bandRows - 1) / _bandRows;
    }

    private readonly int Cells(int bandRows) => Blocks * _groups * ((_targetHeight + bandRows - 1) / bandRows);

    private readonly long Bytes(int bandRows)
    {
        var (first, end) = SourceRows(0, Math.Min(bandRows, _targetHeight));
        return (long)(end - first) * _sourceWidth * _sourceChannels * OuterSum.Lanes * sizeof(float);
    }

    /// <summary>The steps of the window that make target rows [first, end): those rows, or the rows of phases that hold them.</summary>
    private readonly (int First, int End) StepRows(int first, int end) =>
        ((first + _shiftHeight) / _phaseHeight, ((end - 1 + _shiftHeight) / _phaseHeight) + 1);

    /// <summary>The source rows that target rows [first, end) read.</summary>
    private readonly (int First, int End) SourceRows(int first, int end)
    {
        var low = int.MaxValue;
        var high = -1;
        var steps = StepRows(first, end);
        for (var i = steps.First; i < steps.End; i++)
        {
            if (_rows[i].Count > 0)
            {
                low = Math.Min(low, _rows[i].Lowest);
                high = Math.Max(high, _rows[i].Highest);
            }
        }
        return high < 0 ? (0, 0) : (low, high + 1);
    }

    private readonly nint PlaneStride(int rows)
    {
        // Planes a multiple of 4 KB apart would fall into the same sets of the first-level cache.
        var stride = (nint)rows * _sourceWidth * OuterSum.Lanes;
        return stride % 1024 == 0 ? stride + OuterSum.Lanes : stride;
    }

    private readonly void PackSource(int group, int image, int firstRow, int endRow, nint planeStride, float* packed)
    {
        var pixels = _sourceHeight * _sourceWidth;
        var length = (endRow - firstRow) * _sourceWidth;
        var planes = _sourceChannels;
        if (length == pixels && planeStride == (nint)pixels * OuterSum.Lanes)
        {
            // Whole planes, end to end: one long matrix has fewer remainders.
            length *= planes;
            planes = 1;
        }
        var imageStride = (nint)_groups * _sourceChannels * pixels;
        for (var half = 0; half < OuterSum.Lanes; half += 16)
        {
            var images = Math.Min(_batch - image - half, 16);
            if (images <= 0)
            {
                break;
            }
            var from = _source + ((image + half) * imageStride) + ((nint)group * _sourceChannels * pixels) + (firstRow * _sourceWidth);
            for (var plane = 0; plane < planes; plane++)
            {
                LaneTranspose.ToLanes(
                    from + ((nint)plane * pixels), imageStride, images, length, packed + (plane * planeStride) + half, OuterSum.Lanes);
            }
        }
    }

    private readonly void Tiles(int group, int image, int firstRow, int endRow, int sourceFirst, nint planeStride, float* packed, float* sums)
    {
        var pixels = (endRow - firstRow) * _targetWidth;
        var weights = _weights + (group * _groupWeights);
        var phases = _phaseHeight * _phaseWidth;
        var rows = _targetChannels * phases;
        var phaseSums = stackalloc float[OuterSum.MaxHeight * OuterSum.Lanes];
        for (var first = 0; first < rows;)
        {
            var height = OuterSum.Height(rows - first);
            var walk = default(SumWalk);
            walk.Planes = _sourceChannels;
            walk.LanePlane = planeStride;
            walk.ScalarPlane = (nint)_kernelPixels * height;
            var sum = phases == 1 ? sums : phaseSums;
            var sumStride = phases == 1 ? (nint)pixels * OuterSum.Lanes : OuterSum.Lanes;
            var (stepFirst, stepEnd) = StepRows(firstRow, endRow);
            var columns = ((_targetWidth - 1 + _shiftWidth) / _phaseWidth) + 1;
            for (var i = stepFirst; i < stepEnd; i++)
            {
                var row = _rows[i];
                walk.Rows = row.Count;
                walk.LaneRow = (nint)row.SourceStep * _sourceWidth * OuterSum.Lanes;
                walk.ScalarRow = (nint)row.TapStep * _kernelWidth * height;
                var rowLanes = packed + ((nint)(row.Source - sourceFirst) * _sourceWidth * OuterSum.Lanes);
                var rowScalars = weights + ((nint)row.Tap * _kernelWidth * height);
                for (var j = 0; j < columns; j++)
                {
                    var column = _columns[j];
                    walk.Columns = column.Count;
                    walk.LaneColumn = (nint)column.SourceStep * OuterSum.Lanes;
                    walk.ScalarColumn = (nint)column.TapStep * height;
                    var lanes = rowLanes + ((nint)column.Source * OuterSum.Lanes);
                    var scalars = rowScalars + ((nint)column.Tap * height);
                    if (_batch - image <= Vector512<float>.Count)
                    {
                        OuterSum.RunNarrow(height, Vector512<float>.Count, walk, lanes, scalars, sum, sumStride, resume: false);
                    }
                    else
                    {
                        OuterSum.Run(height, walk, lanes, scalars, sum, sumStride, resume: false);
                    }
                    if (phases == 1)
                    {
                        sum += OuterSum.Lanes;
                    }
                    else
                    {
                        Place(phaseSums, first, Math.Min(height, rows - first), i, j, firstRow, endRow, sums);
                    }
                }
            }
            if (phases == 1)
            {
                Write(group, image, first, Math.Min(height, rows - first), firstRow * _targetWidth, pixels, sums);
            }
            weights += (nint)height * _sourceChannels * _kernelPixels;
            first += height;
        }
        if (phases > 1)
        {
            Write(group, image, 0, _targetChannels, firstRow * _targetWidth, pixels, sums);
        }
    }

    /// <summary>Puts the sums of phases where they belong among the target rows [firstRow, endRow).</summary>
    private readonly void Place(float* phaseSums, int first, int count, int step, int columnStep, int firstRow, int endRow, float* sums)
    {
        for (var r = 0; r < count; r++, phaseSums += OuterSum.Lanes)
        {
            var (channel, phase) = Math.DivRem(first + r, _phaseHeight * _phaseWidth);
            var (phaseRow, phaseColumn) = Math.DivRem(phase, _phaseWidth);
            var row = (step * _phaseHeight) + phaseRow - _shiftHeight;
            var column = (columnStep * _phaseWidth) + phaseColumn - _shiftWidth;
            if (row < firstRow || row >= endRow || (uint)column >= (uint)_targetWidth)
            {
                continue;
            }
            var pixel = ((((nint)channel * (endRow - firstRow)) + row - firstRow) * _targetWidth) + column;
            var to = sums + (pixel * OuterSum.Lanes);
            Vector512.Load(phaseSums).Store(to);
            Vector512.Load(phaseSums + 16).Store(to + 16);
        }
    }

    private readonly void Write(int group, int image, int channel, int height, int firstPixel, int pixels, float* sums)
    {
        var plane = (nint)_targetHeight * _targetWidth;
        var imageStride = _groups * _targetChannels * plane;
        var first = (group * _targetChannels) + channel;
        for (var half = 0; half < OuterSum.Lanes; half += 16)
        {
            var images = Math.Min(_batch - image - half, 16);
            if (images <= 0)
            {
                break;
            }
            for (var c = 0; c < height; c++)
            {
                LaneTranspose.FromLanes<TActivation>(
                    sums + ((nint)c * pixels * OuterSum.Lanes) + half,
                    OuterSum.Lanes,
                    images,
                    pixels,
                    _target + ((image + half) * imageStride) + ((first + c) * plane) + firstPixel,
                    imageStride,
                    _bias is null ? null : _bias + first + c);
            }
        }
    }
}
