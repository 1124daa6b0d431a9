using PaddingMode = Darkhorse.torch.GridSamplePaddingMode;
using SampleMode = Darkhorse.torch.GridSampleMode;

namespace Darkhorse.Ops;

/// <summary>Images read at given places (Jaderberg et al., arXiv 1506.02025).</summary>
static class GridSampling
{
    /// <summary>Reads an image [N, C, H, W] at places [N, H', W', 2] (x, y), or a volume [N, C, D, H, W] at [N, D', H', W', 3]; -1 and 1 are its edges.</summary>
    /// <param name="input">The image or volume.</param>
    /// <param name="grid">The places.</param>
    /// <param name="mode">How values between elements are found.</param>
    /// <param name="padding_mode">What lies outside.</param>
    /// <param name="align_corners">Whether -1 and 1 are the centres of the edge elements or their outer edges.</param>
    /// <exception cref="InvalidOperationException">The shapes do not fit.</exception>
    [Op("nn.functional.grid_sample", Variants.Function)]
    public static Tensor GridSample(Tensor input, Tensor grid, SampleMode mode = SampleMode.Bilinear, PaddingMode padding_mode = PaddingMode.Zeros, bool? align_corners = null)
    {
        int dims = (int)input.ndim - 2;
        if (dims is not (2 or 3) || grid.ndim != input.ndim)
            throw new InvalidOperationException($"grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes {Errors.Shape(input)} and grid with sizes {Errors.Shape(grid)}");
        if (input.Sizes[0] != grid.Sizes[0])
            throw new InvalidOperationException($"grid_sampler(): expected grid and input to have same batch size, but got input with sizes {Errors.Shape(input)} and grid with sizes {Errors.Shape(grid)}");
        if (grid.Sizes[^1] != dims)
            throw new InvalidOperationException($"grid_sampler(): expected grid to have size {dims} in last dimension, but got grid with sizes {Errors.Shape(grid)}");
        if (input.DType is not (DType.Float32 or DType.Float64)) Errors.NotImplementedFor($"grid_sampler_{dims}d_cpu", input.DType);
        if (grid.DType != input.DType)
            throw new InvalidOperationException($"grid_sampler(): expected input and grid to have same dtype, but input has {input.DType.TorchName} and grid has {grid.DType.TorchName}");
        if (mode == SampleMode.Bicubic && dims == 3) throw new InvalidOperationException("grid_sampler(): bicubic interpolation only supports 4D input");
        var sampler = new GridSampler(input, grid, padding_mode, align_corners == true);
        return mode switch
        {
            SampleMode.Nearest => sampler.Nearest(),
            SampleMode.Bicubic => sampler.Cubic(),
            _ => sampler.Linear(),
        };
    }

    /// <summary>The places of an image's elements under affine maps [N, 2, 3], or a volume's under [N, 3, 4]: a grid for grid_sample.</summary>
    /// <param name="theta">The maps.</param>
    /// <param name="size">Sizes of the result of the sampling: [N, C, H, W] or [N, C, D, H, W].</param>
    /// <param name="align_corners">As in grid_sample.</param>
    [Op("nn.functional.affine_grid", Variants.Function)]
    public static Tensor AffineGrid(Tensor theta, long[] size, bool align_corners = false)
    {
        int dims = size.Length - 2;
        if (!theta.DType.IsFloat) throw new ArgumentException($"Expected theta to have floating point type, but got torch.{theta.DType.TorchName}");
        if (dims is not (2 or 3)) throw new NotSupportedException($"affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size {PythonText.Size(size)}.");
        if (theta.ndim != 3 || theta.Sizes[1] != dims || theta.Sizes[2] != dims + 1)
            throw new ArgumentException($"Expected a batch of {dims}D affine matrices of shape Nx{dims}x{dims + 1} for size {PythonText.Size(size)}. Got {PythonText.Size(theta.Sizes)}.");
        long[] space = size[2..];
        var parts = new Tensor[dims + 1];
        for (int i = 0; i < dims; i++)
        {
            int dim = dims - 1 - i; // x is the last dim
            long count = space[dim];
            var line = count == 1 ? torch.zeros([1], theta.dtype, theta.device) : torch.linspace(-1, 1, count, theta.dtype, theta.device);
            if (!align_corners) line = line * ((double)(count - 1) / count);
            long[] along = new long[dims];
            Array.Fill(along, 1);
            along[dim] = count;
            parts[i] = line.view(along).expand(space);
        }
        parts[dims] = torch.ones(space, theta.dtype, theta.device);
        var places = torch.stack(parts, -1).view(1, -1, dims + 1).expand(size[0], -1, dims + 1);
        return places.matmul(theta.transpose(1, 2)).view([size[0], .. space, dims]);
    }
}

/// <summary>One reading: the elements around each place, weighted.</summary>
sealed class GridSampler(Tensor input, Tensor grid, PaddingMode padding, bool alignCorners)
{
    readonly int _dims = (int)input.ndim - 2;
    readonly Tensor _flat = input.reshape(input.Sizes[0], input.Sizes[1], -1);

    long Size(int axis) => input.Sizes[^(axis + 1)]; // axis 0 is x, the last dim

    /// <summary>Places along an axis in elements.</summary>
    Tensor Raw(int axis)
    {
        var at = grid.select(-1, axis);
        return alignCorners ? (at + 1) / 2 * (Size(axis) - 1) : ((at + 1) * Size(axis) - 1) / 2;
    }

    Tensor Kept(Tensor at, int axis)
    {
        if (padding == PaddingMode.Zeros) return at;
        if (padding == PaddingMode.Reflection) at = alignCorners ? Reflected(at, 0, 2 * (Size(axis) - 1)) : Reflected(at, -1, 2 * Size(axis) - 1);
        return at.clamp(0, Size(axis) - 1);
    }

    // Between low / 2 and high / 2.
    static Tensor Reflected(Tensor at, long low, long high)
    {
        if (low == high) return at * 0;
        double start = low / 2.0, span = (high - low) / 2.0;
        var distance = (at - start).abs();
        var flips = (distance.detach() / span).floor();
        var rest = distance - flips * span;
        var even = ((flips / 2).floor() * 2).eq(flips);
        return torch.where(even, rest + start, span + start - rest);
    }

    /// <summary>The elements at whole places, zero outside.</summary>
    Tensor Read(Tensor[] at)
    {
        Tensor? index = null, inside = null;
        for (int axis = _dims - 1; axis >= 0; axis--)
        {
            long size = Size(axis);
            var place = at[axis];
            var valid = (place >= 0).logical_and(place <= size - 1);
            inside = inside is null ? valid : inside.logical_and(valid);
            var whole = torch.where(valid, place, torch.zeros_like(place)).to(torch.int64);
            index = index is null ? whole : index * size + whole;
        }
        long batch = input.Sizes[0], channels = input.Sizes[1], places = index!.numel() / Math.Max(batch, 1);
        var read = _flat.gather(2, index.reshape(batch, 1, places).expand(batch, channels, places));
        long[] sizes = [batch, channels, .. grid.shape[1..^1]];
        return read.view(sizes) * inside!.unsqueeze(1).to(input.dtype);
    }

    public Tensor Nearest()
    {
        var at = new Tensor[_dims];
        for (int axis = 0; axis < _dims; axis++) at[axis] = Kept(Raw(axis), axis).detach().round();
        var result = Read(at);
        // The places have a gradient: zero, since a small step does not change which element is nearest.
        if (!grid.requires_grad) return result;
        var still = grid.clamp(-1, 1).round();
        return result + (still - still.detach()).sum();
    }

    public Tensor Linear()
    {
        var low = new Tensor[_dims];
        var share = new Tensor[_dims];
        for (int axis = 0; axis < _dims; axis++)
        {
            var at = Kept(Raw(axis), axis);
            low[axis] = at.detach().floor();
            share[axis] = at - low[axis];
        }
        Tensor? result = null;
        var corner = new Tensor[_dims];
        for (int bits = 0; bits < 1 << _dims; bits++)
        {
            Tensor? weight = null;
            for (int axis = 0; axis < _dims; axis++)
            {
                bool high = (bits >> axis & 1) != 0;
                corner[axis] = high ? low[axis] + 1 : low[axis];
                var part = high ? share[axis] : 1 - share[axis];
                weight = weight is null ? part : weight * part;
            }
            var value = Read(corner) * weight!.unsqueeze(1);
            result = result is null ? value : result + value;
        }
        return result!;
    }

    public Tensor Cubic()
    {
        Tensor x = Raw(0), y = Raw(1), left = x.detach().floor(), top = y.detach().floor();
        Tensor[] across = Weights(x - left), down = Weights(y - top);
        Tensor? result = null;
        for (int row = 0; row < 4; row++)
        {
            Tensor? line = null;
            for (int column = 0; column < 4; column++)
            {
                var value = Read([Kept(left + (column - 1), 0).round(), Kept(top + (row - 1), 1).round()]) * across[column].unsqueeze(1);
                line = line is null ? value : line + value;
            }
            line = line! * down[row].unsqueeze(1);
            result = result is null ? line : result + line;
        }
        return result!;
    }

    // Keys' cubic convolution with a = -3/4 at distances 1 + t, t, 1 - t, 2 - t.
    static Tensor[] Weights(Tensor t)
    {
        const double A = -0.75;
        return [Far(t + 1), Near(t), Near(1 - t), Far(2 - t)];

        static Tensor Near(Tensor d) => ((A + 2) * d - (A + 3)) * d * d + 1;
        static Tensor Far(Tensor d) => ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
    }
}
