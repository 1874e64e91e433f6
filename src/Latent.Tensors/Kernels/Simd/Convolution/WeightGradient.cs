using System.Runtime.Intrinsics;
using Latent.Tensors.Kernels.Threading;

namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>
/// The weight gradient: for each window position a product of two tall matrices, dw[o, c] = Σ_{n, pixel} dy[n, o, pixel] · x[n, c, pixel'],
/// with few outputs and a very long sum.
/// </summary>
/// <remarks>
/// <para>
/// Both images are brought to [image, block of channels, pixel, channel]. The channels of one side are the lanes of the vectors, those of the other are read
/// as scalars: outputs are the lanes unless there are few of them. With few channels on the scalar side (the first layer of an image
/// model) its window positions are written out beside each other, so that they fill the tile; that small matrix holds zeros for the padding.
/// </para>
/// <para>
/// The order of each sum follows from the shapes alone: images are cut into at most <see cref="MaxParts"/> parts of equal size, within a
/// part a sum is s = fma(scalar, lane, s) over images, rows and columns ascending, and the parts are added in ascending order.
/// </para>
/// </remarks>
internal unsafe struct WeightGradient : IJob
{
    /// <summary>The most parts that the images are cut into.</summary>
    public const int MaxParts = 16;

    // The window positions of a lane and a scalar are neighbours in the gradient: threads that add up one position each write the same cache
    // lines. From so many blocks of lanes and scalars on one cell takes all positions of its block.
    private const int LeastBlocks = 8;

    private const long MaxPartialFloats = 2 << 20;
    private const long ChunkBytes = 320 * 1024;
    private const int TileFloats = OuterSum.MaxHeight * OuterSum.Lanes;

    private Workers _workers;
    private PixelPacking _packing;
    private int _lanes;
    private int _scalars;
    private int _laneTiles;
    private int _scalarTiles;
    private int _taps;
    private int _tapsTogether;
    private int _tiles;
    private int _parts;
    private int _slabs;
    private int _chunk;
    private float* _partials;
    private float* _gradient;
    private bool _accumulate;
    private bool _reducing;

    /// <summary>dw (+)= Σ dy · x.</summary>
    public static void Run(Workers workers, in ConvolutionGeometry g, float* x, float* dy, float* dw, bool accumulate)
    {
        var job = default(WeightGradient);
        job._workers = workers;
        job._packing = new PixelPacking(g, x, dy);
        job._lanes = job._packing.Lanes.Channels;
        job._scalars = job._packing.ScalarCount;
        job._laneTiles = (job._lanes + OuterSum.Lanes - 1) / OuterSum.Lanes;
        job._scalarTiles = (job._scalars + OuterSum.MaxHeight - 1) / OuterSum.MaxHeight;
        job._taps = job._packing.Taps;
        job._tiles = job._laneTiles * job._scalarTiles * job._taps;
        job._gradient = dw;
        job._accumulate = accumulate;
        var partial = (long)g.Groups * job._tiles * TileFloats;
        if (partial == 0)
        {
            return;
        }
        job._parts = (int)Math.Clamp(MaxPartialFloats / partial, 1, Math.Clamp(g.Batch, 1, MaxParts));
        job._slabs = Math.Clamp((2 * workers.Threads + job._parts - 1) / job._parts, 1, job._tiles);
        job._chunk = (int)Math.Clamp(ChunkBytes / (job._packing.ImageFloats * sizeof(float)), 1, Math.Max(g.Batch, 1));

        using var lease = workers.Rent((nuint)(job._parts * partial * sizeof(float)));
        job._partials = (float*)lease.Memory;
        workers.Run(ref job, job._parts * job._slabs * g.Groups);
        job._reducing = true;
        var blocks = job._laneTiles * job._scalarTiles * g.Groups;
        job._tapsTogether = blocks >= LeastBlocks ? job._taps : 1;
        workers.Run(ref job, blocks * (job._taps / job._tapsTogether));
    }

    /// <inheritdoc/>
    public readonly void Run(int cell, int worker)
    {
        if (_reducing)
        {
            for (var tile = cell * _tapsTogether; tile < (cell + 1) * _tapsTogether; tile++)
            {
                Reduce(tile / _tiles, tile % _tiles);
            }
            return;
        }
        var groups = _packing.Geometry.Groups;
        var group = cell % groups;
        var slab = cell / groups % _slabs;
        var part = cell / groups / _slabs;
        var first = (int)((long)part * _packing.Geometry.Batch / _parts);
        var end = (int)((long)(part + 1) * _packing.Geometry.Batch / _parts);
        var firstTile = (int)((long)slab * _tiles / _slabs);
        var endTile = (int)((long)(slab + 1) * _tiles / _slabs);
        var sums = _partials + ((((nint)part * groups) + group) * _tiles * TileFloats);

        var chunk = Math.Min(_chunk, Math.Max(end - first, 1));
        var laneFloats = chunk * _packing.LaneImage;
        var lanes = (float*)_workers.Scratch(worker, (nuint)(chunk * _packing.ImageFloats) * sizeof(float));
        var scalars = lanes + laneFloats;
        if (first == end)
        {
            new Span<float>(sums + ((nint)firstTile * TileFloats), (endTile - firstTile) * TileFloats).Clear();
        }
        for (var image = first; image < end; image += chunk)
        {
            var images = Math.Min(chunk, end - image);
            _packing.Pack(group, image, images, lanes, scalars);
            for (var tile = firstTile; tile < endTile; tile++)
            {
                Tile(tile, images, lanes, scalars, sums + ((nint)tile * TileFloats), resume: image > first);
            }
        }
    }

    private readonly void Tile(int tile, int images, float* lanes, float* scalars, float* sums, bool resume)
    {
        var tap = tile % _taps;
        var scalar = tile / _taps % _scalarTiles * OuterSum.MaxHeight;
        var lane = tile / _taps / _scalarTiles * OuterSum.Lanes;
        var walk = _packing.Walk(tap, images, out var laneOffset, out var scalarOffset);
        lanes += laneOffset + _packing.LaneAt(lane);
        scalars += scalarOffset + _packing.ScalarAt(scalar);
        if (_lanes - lane <= Vector512<float>.Count)
        {
            OuterSum.RunNarrow(OuterSum.MaxHeight, Vector512<float>.Count, walk, lanes, scalars, sums, OuterSum.Lanes, resume);
        }
        else
        {
            OuterSum.Run(OuterSum.MaxHeight, walk, lanes, scalars, sums, OuterSum.Lanes, resume);
        }
    }

    /// <summary>Adds up the parts of a tile and puts them where they belong.</summary>
    private readonly void Reduce(int group, int tile)
    {
        var tap = tile % _taps;
        var firstScalar = tile / _taps % _scalarTiles * OuterSum.MaxHeight;
        var firstLane = tile / _taps / _scalarTiles * OuterSum.Lanes;
        var lanes = Math.Min(OuterSum.Lanes, _lanes - firstLane);
        var groups = _packing.Geometry.Groups;
        var partStride = (nint)groups * _tiles * TileFloats;
        var sums = _partials + ((((nint)group * _tiles) + tile) * TileFloats);
        var gradient = _gradient + (group * (_packing.Geometry.WeightLength / groups));
        var rows = Math.Min(OuterSum.MaxHeight, _scalars - firstScalar);
        for (var part = 1; part < _parts; part++)
        {
            Add(sums + (part * partStride), sums, rows, lanes);
        }
        for (var r = 0; r < rows; r++)
        {
            var row = sums + (r * OuterSum.Lanes);
            var to = gradient + _packing.GradientOffset(firstScalar + r, tap) + (firstLane * _packing.GradientLaneStep);
            for (var lane = 0; lane < lanes; lane++, to += _packing.GradientLaneStep)
            {
                *to = _accumulate ? *to + row[lane] : row[lane];
            }
        }
    }

    /// <summary>Adds the rows and lanes of a tile that exist, rounded up to vectors, to another.</summary>
    private static void Add(float* tile, float* to, int rows, int lanes)
    {
        for (var r = 0; r < rows; r++, tile += OuterSum.Lanes, to += OuterSum.Lanes)
        {
            for (var lane = 0; lane < lanes; lane += Vector512<float>.Count)
            {
                (Vector512.Load(to + lane) + Vector512.Load(tile + lane)).Store(to + lane);
            }
        }
    }
}
