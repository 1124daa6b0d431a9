using Mode = Darkhorse.torch.GridSampleMode;
using Outside = Darkhorse.torch.GridSamplePaddingMode;

namespace Darkhorse.Ops;

/// <summary>Images read at places that a tensor says: spatial transformers (Jaderberg and others, 2015).</summary>
static class GridSampling
{
    /// <summary>The values of images (or volumes) at given places. Differentiable in both.</summary>
    /// <param name="input">[N, C, H, W] or [N, C, D, H, W].</param>
    /// <param name="grid">[N, H', W', 2] or [N, D', H', W', 3]: x, y (and z) from -1 to 1.</param>
    /// <param name="mode">How values between pixels are found.</param>
    /// <param name="padding_mode">What lies outside.</param>
    /// <param name="align_corners">Whether -1 and 1 are the centres of the outermost pixels, or their outer edges (the default).</param>
    /// <returns>[N, C, H', W'] or [N, C, D', H', W'].</returns>
    [Op("nn.functional.grid_sample")]
    public static Tensor GridSample(Tensor input, Tensor grid, torch.GridSampleMode mode = torch.GridSampleMode.Bilinear, torch.GridSamplePaddingMode padding_mode = torch.GridSamplePaddingMode.Zeros, bool? align_corners = null)
    {
        int dims = input.Layout.Rank - 2;
        Check(input, grid, mode);
        bool align = align_corners ?? false;
        var places = new Tensor[dims];
        // The grid lists x first, the image its rows.
        for (int d = 0; d < dims; d++) places[d] = Unnormalized(Reshaping.Reshape(Parts.Select(grid, -1, dims - 1 - d), grid.Sizes[0], 1, -1), input.Sizes[d + 2], align);
        var sampler = new Sampler(input, padding_mode, align);
        var result = mode switch
        {
            Mode.Nearest => sampler.Nearest(places),
            Mode.Bicubic => sampler.Cubic(places),
            _ => sampler.Linear(places),
        };
        return Reshaping.Reshape(result, [input.Sizes[0], input.Sizes[1], .. grid.Sizes[1..^1]]);
    }

    /// <summary>The grid that an affine map of the plane (or of space) gives <c>grid_sample</c>.</summary>
    /// <param name="theta">[N, 2, 3] or [N, 3, 4]: matrix and translation of each image.</param>
    /// <param name="size">[N, C, H, W] or [N, C, D, H, W] of the images to be made.</param>
    /// <param name="align_corners">As for <c>grid_sample</c>.</param>
    [Op("nn.functional.affine_grid")]
    public static Tensor AffineGrid(Tensor theta, long[]? size = null, bool align_corners = false)
    {
        if (size is null) throw new ArgumentException("affine_grid needs the size of the images");
        if (!theta.DType.IsFloat) throw new ArgumentException($"Expected theta to have floating point type, but got torch.{theta.DType.TorchName}");
        int dims = size.Length - 2;
        if (dims is not (2 or 3)) throw new NotSupportedException($"affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size [{string.Join(", ", size)}].");
        if (theta.Layout.Rank != 3 || theta.Sizes[1] != dims || theta.Sizes[2] != dims + 1)
            throw new ArgumentException($"Expected a batch of {dims}D affine matrices of shape Nx{dims}x{dims + 1} for size [{string.Join(", ", size)}]. Got [{string.Join(", ", theta.shape)}].");
        foreach (long length in size) if (length <= 0) throw new ArgumentException($"Expected non-zero, positive output size. Got [{string.Join(", ", size)}]");
        var axes = new Tensor[dims];
        for (int d = 0; d < dims; d++)
        {
            long n = size[d + 2];
            double end = n <= 1 ? 0 : align_corners ? 1 : (n - 1.0) / n;
            axes[d] = Progressions.Linspace(-end, end, n, theta.dtype, theta.device);
        }
        var coordinates = Grids.MeshGrid(axes);
        var columns = new Tensor[dims + 1];
        for (int d = 0; d < dims; d++) columns[d] = Reshaping.Ravel(coordinates[dims - 1 - d]);
        columns[dims] = Filled.OnesLike(columns[0]);
        var grid = Joining.Stack(columns, 1).matmul(Reordering.Transpose(theta, 1, 2));
        return Reshaping.Reshape(grid, [size[0], .. size.AsSpan(2), dims]);
    }

    static Tensor Unnormalized(Tensor x, long size, bool align) => align ? (x + 1) * ((size - 1) / 2.0) : ((x + 1) * (double)size - 1) / 2.0;

    static void Check(Tensor input, Tensor grid, Mode mode)
    {
        if (input.DType != grid.DType) throw new InvalidOperationException($"grid_sampler(): expected input and grid to have same dtype, but input has {input.DType.TorchName} and grid has {grid.DType.TorchName}");
        if (!input.DType.IsFloat) Errors.NotImplementedFor("grid_sampler_2d_cpu", input.DType);
        if (input.Layout.Rank is not (4 or 5) || input.Layout.Rank != grid.Layout.Rank)
            throw new InvalidOperationException($"grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes {Errors.Shape(input)} and grid with sizes {Errors.Shape(grid)}");
        if (input.Sizes[0] != grid.Sizes[0])
            throw new InvalidOperationException($"grid_sampler(): expected grid and input to have same batch size, but got input with sizes {Errors.Shape(input)} and grid with sizes {Errors.Shape(grid)}");
        if (grid.Sizes[^1] != input.Layout.Rank - 2)
            throw new InvalidOperationException($"grid_sampler(): expected grid to have size {input.Layout.Rank - 2} in last dimension, but got grid with sizes {Errors.Shape(grid)}");
        for (int d = 2; d < input.Layout.Rank; d++)
            if (input.Sizes[d] == 0) throw new InvalidOperationException($"grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes {Errors.Shape(input)} with dimension {d} being empty");
        if (mode == Mode.Bicubic && input.Layout.Rank == 5) throw new InvalidOperationException("grid_sampler(): bicubic interpolation only supports 4D input");
    }

    /// <summary>Reads one input at places given dim by dim, each [N, 1, P], in pixels.</summary>
    readonly struct Sampler(Tensor input, Outside padding, bool align)
    {
        readonly Tensor _flat = Reshaping.Reshape(input, input.Sizes[0], input.Sizes[1], -1);

        public Tensor Nearest(Tensor[] places)
        {
            var positions = new Tensor[places.Length];
            for (int d = 0; d < places.Length; d++) positions[d] = Inside(places[d], d).round();
            var result = At(positions);
            // The places have a gradient: zero, since a small step does not change which pixel is nearest.
            foreach (var position in positions)
                if (position.requires_grad) result += position.clamp(-1, 1) - position.clamp(-1, 1).detach();
            return result;
        }

        public Tensor Linear(Tensor[] places)
        {
            int dims = places.Length;
            var (lower, upper) = (new Tensor[dims], new Tensor[dims]);
            for (int d = 0; d < dims; d++)
            {
                var place = Inside(places[d], d);
                lower[d] = place.floor();
                upper[d] = place - lower[d];
            }
            var positions = new Tensor[dims];
            Tensor? sum = null;
            for (int corner = 0; corner < 1 << dims; corner++)
            {
                Tensor? weight = null;
                for (int d = 0; d < dims; d++)
                {
                    bool far = (corner >> d & 1) != 0;
                    positions[d] = far ? lower[d] + 1 : lower[d];
                    var share = far ? upper[d] : 1 - upper[d];
                    weight = weight is null ? share : weight * share;
                }
                var term = At(positions) * weight!;
                sum = sum is null ? term : sum + term;
            }
            return sum!;
        }

        /// <summary>Sixteen pixels around each place, by Keys' cubic with a = -0.75; each pixel is mirrored or moved inside by itself.</summary>
        public Tensor Cubic(Tensor[] places)
        {
            Tensor[] floors = [places[0].floor(), places[1].floor()], parts = [places[0] - floors[0], places[1] - floors[1]];
            Tensor[] down = Shares(parts[0]), across = Shares(parts[1]);
            Tensor? sum = null;
            for (int i = 0; i < 4; i++)
            {
                for (int j = 0; j < 4; j++)
                {
                    var term = At([Inside(floors[0] + (i - 1), 0), Inside(floors[1] + (j - 1), 1)]) * (down[i] * across[j]);
                    sum = sum is null ? term : sum + term;
                }
            }
            return sum!;
        }

        static Tensor[] Shares(Tensor t)
        {
            const double A = -0.75;
            return [Far(t + 1), Near(t), Near(1 - t), Far(2 - t)];

            static Tensor Near(Tensor x) => ((A + 2) * x - (A + 3)) * x * x + 1;
            static Tensor Far(Tensor x) => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
        }

        /// <summary>A place moved inside, where the padding says so.</summary>
        Tensor Inside(Tensor place, int dim)
        {
            long size = input.Sizes[dim + 2];
            return padding switch
            {
                Outside.Border => place.clamp(0, size - 1),
                Outside.Reflection => (align ? Reflected(place, 0, size - 1) : Reflected(place, -0.5, size)).clamp(0, size - 1),
                _ => place,
            };
        }

        /// <summary>Mirrored at low and at low + span as often as it takes.</summary>
        static Tensor Reflected(Tensor place, double low, double span)
        {
            if (span == 0) return place * 0;
            var distance = (place - low).abs();
            var times = (distance / span).floor().detach();
            var rest = distance - times * span;
            return torch.where(times.remainder(2).eq(0), rest, span - rest) + low;
        }

        /// <summary>The pixels at whole positions; zero outside.</summary>
        Tensor At(Tensor[] positions)
        {
            Tensor? index = null, inside = null;
            for (int d = 0; d < positions.Length; d++)
            {
                long size = input.Sizes[d + 2];
                var position = positions[d].detach();
                var within = position.ge(0).logical_and(position.le(size - 1));
                var whole = position.clamp(0, size - 1).to(torch.ScalarType.Int64);
                index = index is null ? whole : index * size + whole;
                inside = inside is null ? within : inside.logical_and(within);
            }
            Span<long> sizes = [_flat.Sizes[0], _flat.Sizes[1], index!.Sizes[2]];
            var values = _flat.gather(2, Parts.Expand(index, sizes));
            return torch.where(Parts.Expand(inside!, sizes), values, Filled.NewZeros(values, []));
        }
    }
}
