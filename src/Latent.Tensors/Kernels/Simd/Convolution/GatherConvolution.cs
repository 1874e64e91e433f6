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
/// A cell is 32 images by a band of target rows (by a group). It transposes the source rows of its band into scratch memory that stays in
/// the second-level cache, then computes tiles of up to eight target channels by 32 images, pixel by pixel.
/// </para>
/// </remarks>
internal unsafe struct GatherConvolution<TActivation> : IJob
    where TActivation : struct, IConvolutionActivation
{
    // Source bytes of a band: leaves room in a second-level cache of 1 MB for weights and sums.
    private const long BandBytes = 800 * 1024;

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
        job._kernelWidth = g.Horizontal.Kernel;
        job._kernelPixels = g.KernelPixels;
        job._source = source;
        job._bias = bias;
        job._target = target;
        if (job._targetHeight <= 0 || job._targetWidth <= 0 || g.Batch == 0 || job._targetChannels == 0)
        {
            return;
        }

        var runs = job._targetHeight + job._targetWidth;
        var weightBytes = (nuint)g.WeightLength * sizeof(float);
        using var lease = workers.Rent(weightBytes + ((nuint)runs * (nuint)sizeof(AxisRun)));
        job._weights = (float*)lease.Memory;
        job._rows = (AxisRun*)((byte*)lease.Memory + weightBytes);
        job._columns = job._rows + job._targetHeight;
        for (var i = 0; i < job._targetHeight; i++)
        {
            job._rows[i] = transposed ? AxisRun.OfInput(g.Vertical, i, g.OutHeight) : AxisRun.OfOutput(g.Vertical, i, g.InHeight);
        }
        for (var j = 0; j < job._targetWidth; j++)
        {
            job._columns[j] = transposed ? AxisRun.OfInput(g.Horizontal, j, g.OutWidth) : AxisRun.OfOutput(g.Horizontal, j, g.InWidth);
        }
        WeightPacking.Run(workers, g, transposed, w, job._weights);
        job.CutBands(workers.Threads);
        workers.Run(ref job, job.Blocks * job._bands * job._groups);
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

    /// <summary>The source rows that target rows [first, end) read.</summary>
    private readonly (int First, int End) SourceRows(int first, int end)
    {
        var low = int.MaxValue;
        var high = -1;
        for (var i = first; i < end; i++)
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
            var images = Math.Clamp(_batch - image - half, 0, 16);
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
        var sumStride = (nint)pixels * OuterSum.Lanes;
        var weights = _weights + ((nint)group * _targetChannels * _sourceChannels * _kernelPixels);
        for (var channel = 0; channel < _targetChannels;)
        {
            var height = OuterSum.Height(_targetChannels - channel);
            var walk = default(SumWalk);
            walk.Planes = _sourceChannels;
            walk.LanePlane = planeStride;
            walk.ScalarPlane = (nint)_kernelPixels * height;
            var sum = sums;
            for (var i = firstRow; i < endRow; i++)
            {
                var row = _rows[i];
                walk.Rows = row.Count;
                walk.LaneRow = (nint)row.SourceStep * _sourceWidth * OuterSum.Lanes;
                walk.ScalarRow = (nint)row.TapStep * _kernelWidth * height;
                var rowLanes = packed + ((nint)(row.Source - sourceFirst) * _sourceWidth * OuterSum.Lanes);
                var rowScalars = weights + ((nint)row.Tap * _kernelWidth * height);
                for (var j = 0; j < _targetWidth; j++)
                {
                    var column = _columns[j];
                    walk.Columns = column.Count;
                    walk.LaneColumn = (nint)column.SourceStep * OuterSum.Lanes;
                    walk.ScalarColumn = (nint)column.TapStep * height;
                    OuterSum.Run(
                        height,
                        walk,
                        rowLanes + ((nint)column.Source * OuterSum.Lanes),
                        rowScalars + ((nint)column.Tap * height),
                        sum,
                        sumStride,
                        resume: false);
                    sum += OuterSum.Lanes;
                }
            }
            Write(group, image, channel, height, firstRow * _targetWidth, pixels, sums);
            weights += (nint)height * _sourceChannels * _kernelPixels;
            channel += height;
        }
    }

    private readonly void Write(int group, int image, int channel, int height, int firstPixel, int pixels, float* sums)
    {
        var plane = (nint)_targetHeight * _targetWidth;
        var imageStride = _groups * _targetChannels * plane;
        var first = (group * _targetChannels) + channel;
        for (var half = 0; half < OuterSum.Lanes; half += 16)
        {
            var images = Math.Clamp(_batch - image - half, 0, 16);
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
