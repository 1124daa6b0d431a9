using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Windows of images as columns, and columns added up to images: im2col and col2im.</summary>
static class Folding
{
    /// <summary>How windows lie on an image; for each number, (down, across).</summary>
    public readonly record struct Window((long, long) Kernel, (long, long) Dilation, (long, long) Padding, (long, long) Stride)
    {
        /// <summary>How many windows fit below each other, and side by side.</summary>
        public (long, long) Count(long height, long width) => (Count(height, Kernel.Item1, Dilation.Item1, Padding.Item1, Stride.Item1), Count(width, Kernel.Item2, Dilation.Item2, Padding.Item2, Stride.Item2));

        static long Count(long size, long kernel, long dilation, long padding, long stride) => (long)Math.Floor((size + 2 * padding - dilation * (kernel - 1) - 1) / (double)stride) + 1;

        public void Check()
        {
            if (Kernel.Item1 <= 0 || Kernel.Item2 <= 0) throw new InvalidOperationException($"kernel size should be greater than zero, but got kernel_height: {Kernel.Item1} kernel_width: {Kernel.Item2}");
            if (Dilation.Item1 <= 0 || Dilation.Item2 <= 0) throw new InvalidOperationException($"dilation should be greater than zero, but got dilation_height: {Dilation.Item1} dilation_width: {Dilation.Item2}");
            if (Padding.Item1 < 0 || Padding.Item2 < 0) throw new InvalidOperationException($"padding should be non-negative, but got pad_height: {Padding.Item1} pad_width: {Padding.Item2}");
            if (Stride.Item1 <= 0 || Stride.Item2 <= 0) throw new InvalidOperationException($"stride should be greater than zero, but got stride_height: {Stride.Item1} stride_width: {Stride.Item2}");
        }
    }

    /// <summary>[N, C, H, W] (N may be missing) to [N, C kh kw, L]: each of the L windows of the padded image as a column.</summary>
    [Op("nn.functional.unfold")]
    public static Tensor Unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
        => Unfold(input, new Window((kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride)));

    /// <summary>[N, C, H, W] (N may be missing) to [N, C kh kw, L]: each of the L windows of the padded image as a column.</summary>
    [Op("nn.functional.unfold")]
    public static Tensor Unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
        => Unfold(input, new Window(kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1)));

    /// <summary>[N, C kh kw, L] (N may be missing) to [N, C, H, W]: the columns put back as windows; where they overlap, the sum.</summary>
    [Op("nn.functional.fold")]
    public static Tensor Fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1)
        => Fold(input, (output_size, output_size), new Window((kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride)));

    /// <summary>[N, C kh kw, L] (N may be missing) to [N, C, H, W]: the columns put back as windows; where they overlap, the sum.</summary>
    [Op("nn.functional.fold")]
    public static Tensor Fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null, (long, long)? stride = null)
        => Fold(input, output_size, new Window(kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1)));

    public static Tensor Unfold(Tensor x, Window window)
    {
        window.Check();
        if (x.Layout.Rank == 3) return Reshaping.Squeeze(Unfold(Reshaping.Unsqueeze(x, 0), window), 0);
        if (x.Layout.Rank != 4) throw new NotSupportedException($"Input Error: Only unbatched (3D) or batched (4D) input Tensors are supported (got {x.Layout.Rank}D)");
        if (!DTypes.Fields.Contains(x.DType) && x.DType != DType.Bool) Errors.NotImplementedFor("im2col_out_cpu", x.DType);
        var (rows, columns) = window.Count(x.Sizes[2], x.Sizes[3]);
        if (rows <= 0 || columns <= 0)
            throw new InvalidOperationException($"Given input with spatial size ({x.Sizes[2]}, {x.Sizes[3]}), kernel_size={window.Kernel}, dilation={window.Dilation}, padding={window.Padding}, calculated shape of the array of sliding blocks as ({rows}, {columns}), but its components must be at least one.");
        var result = Tensor.Empty(Layout.Contiguous([x.Sizes[0], x.Sizes[1] * window.Kernel.Item1 * window.Kernel.Item2, rows * columns]), x.DType, x);
        using (new GradMode.Scope(false))
        {
            var padded = window.Padding == (0, 0) ? x : PaddingOps.Constant(x, [window.Padding.Item2, window.Padding.Item2, window.Padding.Item1, window.Padding.Item1], 0);
            var windows = Windows(padded, window, rows, columns);
            result.Backend.Copy(result.Data.With(Layout.Contiguous(windows.Sizes)), padded.Data.With(windows));
        }
        if (GradMode.Tracks(x)) result.SetGradFn(new Im2ColNode(x, window), 0);
        return result;
    }

    public static Tensor Fold(Tensor x, (long, long) size, Window window)
    {
        window.Check();
        if (x.Layout.Rank == 2) return Reshaping.Squeeze(Fold(Reshaping.Unsqueeze(x, 0), size, window), 0);
        if (x.Layout.Rank != 3) throw new InvalidOperationException($"Input Error: Only unbatched (2D) or batched (3D) input Tensors are supported (got {x.Layout.Rank}D)");
        if (!DTypes.Fields.Contains(x.DType)) Errors.NotImplementedFor("col2im_out_cpu", x.DType);
        long area = window.Kernel.Item1 * window.Kernel.Item2;
        if (x.Sizes[1] % area != 0)
            throw new InvalidOperationException($"Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)={x.Sizes[1]} and kernel_size={window.Kernel}.");
        var (rows, columns) = window.Count(size.Item1, size.Item2);
        if (x.Sizes[2] != rows * columns)
            throw new InvalidOperationException($"Given output_size={size}, kernel_size={window.Kernel}, dilation={window.Dilation}, padding={window.Padding}, stride={window.Stride}, expected size of input's dimension 2 to match the calculated number of sliding blocks {rows} * {columns} = {rows * columns}, but got input.size(2)={x.Sizes[2]}.");
        var (down, across) = window.Padding;
        var padded = Filled.NewZeros(x, [x.Sizes[0], x.Sizes[1] / area, size.Item1 + 2 * down, size.Item2 + 2 * across]);
        AddWindows(padded, x, window, rows, columns);
        var result = window.Padding == (0, 0) ? padded : PaddingOps.Constant(padded, [-across, -across, -down, -down], 0);
        if (GradMode.Tracks(x)) result.SetGradFn(new Col2ImNode(x, window), 0);
        return result;
    }

    /// <summary>For each place of the kernel one addition: no element of the image is in two windows at the same place, so each is a plain strided sum.</summary>
    static void AddWindows(Tensor image, Tensor columns, Window window, long rows, long count)
    {
        var windows = Windows(image, window, rows, count);
        var from = Layout.Contiguous(windows.Sizes);
        ReadOnlySpan<long> sizes = [windows.Sizes[0], windows.Sizes[1], rows, count];
        var target = new Layout(sizes, [windows.Strides[0], windows.Strides[1], windows.Strides[4], windows.Strides[5]]);
        columns = columns.detach().contiguous();
        var source = new Layout(sizes, [from.Strides[0], from.Strides[1], from.Strides[4], from.Strides[5]]);
        for (long i = 0; i < window.Kernel.Item1; i++)
        {
            for (long j = 0; j < window.Kernel.Item2; j++)
            {
                var place = image.Data.With(target, i * windows.Strides[2] + j * windows.Strides[3]);
                image.Backend.Binary<Add, ValueResult>(new Add(), place, place, columns.Data.With(source, columns.Data.Offset + i * from.Strides[2] + j * from.Strides[3]));
            }
        }
    }

    /// <summary>An image by channel, place in the kernel, and window.</summary>
    static Layout Windows(Tensor image, Window window, long rows, long columns) => new(
        [image.Sizes[0], image.Sizes[1], window.Kernel.Item1, window.Kernel.Item2, rows, columns],
        [image.Strides[0], image.Strides[1], image.Strides[2] * window.Dilation.Item1, image.Strides[3] * window.Dilation.Item2, image.Strides[2] * window.Stride.Item1, image.Strides[3] * window.Stride.Item2]);
}

sealed class Im2ColNode(Tensor x, Folding.Window window) : Node(x)
{
    readonly (long, long) _size = (x.Sizes[2], x.Sizes[3]);

    internal override void Backward(in Flow flow) => flow.To(0, Folding.Fold(flow.Grad, _size, window));
}

sealed class Col2ImNode(Tensor x, Folding.Window window) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, Folding.Unfold(flow.Grad, window));
}
