namespace Latent.Tensors.Kernels.Simd.Convolution;

/// <summary>One side of a weight gradient: an image of some channels.</summary>
/// <param name="Data">[N, all channels, pixels].</param>
/// <param name="Channels">Channels of one group.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Stride">Floats between the packed pixels: channels of a block, a multiple of 16.</param>
/// <param name="Blocks">Blocks of channels.</param>
internal readonly unsafe record struct PixelSide(nint Data, int Channels, int Height, int Width, int Stride, int Blocks)
{
    /// <summary>Pixels of a channel.</summary>
    public int Pixels => Height * Width;

    /// <summary>A channel of an image.</summary>
    public float* Plane(int groups, int image, int channel) =>
        (float*)Data + ((((nint)image * groups * Channels) + channel) * Pixels);
}

/// <summary>
/// How the two images of a weight gradient lie in scratch memory as [image, channel block, pixel, channel], and how their sums walk
/// through them. A block is what a tile reads of a pixel (for scalars, what two tiles read), so that a tile's part is contiguous.
/// </summary>
internal readonly unsafe struct PixelPacking
{
    // With fewer scalars than this the window positions are written out beside each other.
    private const int FewScalars = 8;
    private const int FewLanes = 16;
    private const int ScalarBlock = 16;

    // Window rows are copied four floats at a time, and the last copy may spill by three.
    private const int Spill = 3;

    // What is fetched ahead must not push out what is packed.
    private const int MostAhead = 16 * 1024;

    private readonly bool _lanesAreOutputs;
    private readonly bool _spread;

    public PixelPacking(in ConvolutionGeometry g, float* x, float* dy)
    {
        Geometry = g;
        _lanesAreOutputs = g.GroupOutChannels >= FewLanes || g.GroupOutChannels >= g.GroupInChannels;
        var input = new PixelSide((nint)x, g.GroupInChannels, g.InHeight, g.InWidth, 0, 0);
        var output = new PixelSide((nint)dy, g.GroupOutChannels, g.OutHeight, g.OutWidth, 0, 0);
        var (lanes, scalars) = _lanesAreOutputs ? (output, input) : (input, output);

        // Spread over the pixels of the input, outputs at a stride above 1 would be mostly zeros.
        _spread = scalars.Channels < FewScalars && g.KernelPixels > 1
            && (_lanesAreOutputs || (g.Vertical.Stride == 1 && g.Horizontal.Stride == 1));
        ScalarCount = _spread ? scalars.Channels * g.KernelPixels : scalars.Channels;
        var laneBlock = lanes.Channels <= FewLanes ? FewLanes : OuterSum.Lanes;
        Lanes = lanes with { Stride = laneBlock, Blocks = (lanes.Channels + laneBlock - 1) / laneBlock };
        Scalars = _spread
            ? scalars with { Stride = (ScalarCount + Spill + 15) & ~15, Blocks = 1 }
            : scalars with { Stride = ScalarBlock, Blocks = (scalars.Channels + ScalarBlock - 1) / ScalarBlock };
    }

    /// <summary>The sizes.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <summary>The side whose channels are the lanes.</summary>
    public PixelSide Lanes { get; }

    /// <summary>The side that is read as scalars.</summary>
    public PixelSide Scalars { get; }

    /// <summary>Scalars of a packed pixel.</summary>
    public int ScalarCount { get; }

    /// <summary>Window positions that are summed one by one.</summary>
    public int Taps => _spread ? 1 : Geometry.KernelPixels;

    /// <summary>Floats of an image of the lanes' side.</summary>
    public long LaneImage => (long)Lanes.Pixels * Lanes.Stride * Lanes.Blocks;

    /// <summary>Floats of an image of the scalars' side.</summary>
    public long ScalarImage => (long)(_spread ? Lanes : Scalars).Pixels * Scalars.Stride * Scalars.Blocks;

    /// <summary>Floats of a packed image, both sides.</summary>
    public long ImageFloats => LaneImage + ScalarImage;

    /// <summary>From lane to lane in the gradient.</summary>
    public nint GradientLaneStep => _lanesAreOutputs ? (nint)Geometry.GroupInChannels * Geometry.KernelPixels : Geometry.KernelPixels;

    /// <summary>Where in the gradient lane 0 of a scalar goes.</summary>
    public nint GradientOffset(int scalar, int tap)
    {
        var (channel, position) = _spread ? (scalar / Geometry.KernelPixels, scalar % Geometry.KernelPixels) : (scalar, tap);
        return ((nint)channel * Geometry.KernelPixels * (_lanesAreOutputs ? 1 : Geometry.GroupInChannels)) + position;
    }

    /// <summary>Where a tile's lanes begin within an image.</summary>
    public nint LaneAt(int lane) => (nint)(lane / Lanes.Stride) * Lanes.Pixels * Lanes.Stride;

    /// <summary>Where a tile's scalars begin within an image.</summary>
    public nint ScalarAt(int scalar) =>
        _spread ? scalar : ((nint)(scalar / ScalarBlock) * Scalars.Pixels * ScalarBlock) + (scalar % ScalarBlock);

    /// <summary>The terms of a window position's sum over some images, and where they begin.</summary>
    public SumWalk Walk(int tap, int images, out nint laneOffset, out nint scalarOffset)
    {
        var walk = default(SumWalk);
        walk.Planes = images;
        walk.LanePlane = (nint)LaneImage;
        walk.ScalarPlane = (nint)ScalarImage;
        if (_spread)
        {
            walk.Rows = 1;
            walk.Columns = Lanes.Pixels;
            walk.LaneColumn = Lanes.Stride;
            walk.ScalarColumn = Scalars.Stride;
            laneOffset = 0;
            scalarOffset = 0;
            return walk;
        }

        var (u, v) = (tap / Geometry.Horizontal.Kernel, tap % Geometry.Horizontal.Kernel);
        var (firstRow, endRow) = Geometry.Vertical.Outputs(u, Geometry.InHeight, Geometry.OutHeight);
        var (firstColumn, endColumn) = Geometry.Horizontal.Outputs(v, Geometry.InWidth, Geometry.OutWidth);
        walk.Rows = endRow - firstRow;
        walk.Columns = endColumn - firstColumn;
        var (input, output) = _lanesAreOutputs ? (Scalars, Lanes) : (Lanes, Scalars);
        nint inputColumn = Geometry.Horizontal.Stride * input.Stride;
        nint inputRow = (nint)Geometry.Vertical.Stride * input.Width * input.Stride;
        nint outputColumn = output.Stride;
        nint outputRow = (nint)output.Width * output.Stride;
        var inputPixel = ((nint)Geometry.Vertical.InputOf(firstRow, u) * input.Width) + Geometry.Horizontal.InputOf(firstColumn, v);
        var inputOffset = inputPixel * input.Stride;
        var outputOffset = (((nint)firstRow * output.Width) + firstColumn) * output.Stride;
        (walk.LaneColumn, walk.ScalarColumn) = _lanesAreOutputs ? (outputColumn, inputColumn) : (inputColumn, outputColumn);
        (walk.LaneRow, walk.ScalarRow) = _lanesAreOutputs ? (outputRow, inputRow) : (inputRow, outputRow);
        (laneOffset, scalarOffset) = _lanesAreOutputs ? (outputOffset, inputOffset) : (inputOffset, outputOffset);
        return walk;
    }

    /// <summary>Packs some images of a group.</summary>
    public void Pack(int group, int firstImage, int images, float* lanes, float* scalars)
    {
        for (var n = 0; n < images; n++)
        {
            PackSide(Lanes, group, firstImage + n, lanes + (n * LaneImage));
            if (_spread)
            {
                var spread = new WindowSpread(Geometry, Scalars, Lanes.Width, _lanesAreOutputs);
                spread.Run(group, firstImage + n, scalars + (n * ScalarImage), checked((int)ScalarImage));
            }
            else
            {
                PackSide(Scalars, group, firstImage + n, scalars + (n * ScalarImage));
            }
        }
    }

    private void PackSide(in PixelSide side, int group, int image, float* packed)
    {
        for (var c = 0; c < side.Blocks * side.Stride; c += 16)
        {
            // Channels that fill up the last block come out as zeros.
            var rows = Math.Clamp(side.Channels - c, 0, 16);
            var from = side.Plane(Geometry.Groups, image, (group * side.Channels) + c);
            var to = packed + ((nint)(c / side.Stride) * side.Pixels * side.Stride) + (c % side.Stride);

            // The next channels of the group, of this image or the next, come nearer while these are turned.
            var (next, nextChannel) = c + 16 < side.Channels ? (image, c + 16) : (image + 1, 0);
            var ahead = Math.Min(16, side.Channels - nextChannel) * side.Pixels;
            if (rows > 0 && next < Geometry.Batch && ahead <= MostAhead)
            {
                CacheHint.ToSecondLevel(side.Plane(Geometry.Groups, next, (group * side.Channels) + nextChannel), ahead);
            }
            LaneTranspose.ToLanes(from, side.Pixels, rows, side.Pixels, to, side.Stride);
        }
    }
}
