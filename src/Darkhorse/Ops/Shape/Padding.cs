using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>More elements at the ends of the last dims (or fewer, where a number is negative).</summary>
static class PaddingOps
{
    /// <summary>Pads the last dims.</summary>
    /// <param name="input">Any tensor; the modes that look at it need two to five dims.</param>
    /// <param name="pad">Elements before and after, the last dim first.</param>
    /// <param name="mode">What the new elements are: a number, the mirror image without the edge, the edge, or the other end.</param>
    /// <param name="value">The number, in constant mode.</param>
    [Op("nn.functional.pad")]
    public static Tensor Pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
    {
        int rank = input.Layout.Rank, padded = pad.Length / 2;
        if (pad.Length % 2 != 0) throw new InvalidOperationException("Padding length must be divisible by 2");
        if (padded > rank) throw new InvalidOperationException($"Padding length should be less than or equal to two times the input dimension but got padding length {2 * padded} and input of dimension {rank}");
        if (mode is PaddingModes.Constant or PaddingModes.Zeros) return Constant(input, pad, mode == PaddingModes.Zeros ? 0 : value);
        if (value != 0) throw new InvalidOperationException($"Padding mode \"{mode.ToString().ToLowerInvariant()}\" doesn't take in value argument");
        if (padded is < 1 or > 3 || (rank != padded + 1 && rank != padded + 2))
            throw new NotSupportedException("Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
        var result = input;
        for (int i = 0; i < padded; i++) result = PadDim(result, rank - 1 - i, pad[2 * i], pad[2 * i + 1], mode, pad, input);
        return ReferenceEquals(result, input) ? input.clone() : result;
    }

    /// <summary>Pads the last dim on both sides alike.</summary>
    [Op("nn.functional.pad")]
    public static Tensor Pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => Pad(input, [pad, pad], mode, value);

    /// <summary>Pads the last dim.</summary>
    [Op("nn.functional.pad")]
    public static Tensor Pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => Pad(input, [pad.Item1, pad.Item2], mode, value);

    /// <summary>Pads the last two dims.</summary>
    [Op("nn.functional.pad")]
    public static Tensor Pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
        => Pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

    /// <summary>A frame of one number around the last dims; negative numbers cut off.</summary>
    /// <param name="input">Any tensor.</param>
    /// <param name="pad">Elements before and after, the last dim first.</param>
    /// <param name="value">The number.</param>
    [Op("constant_pad_nd", Variants.Function)]
    public static Tensor ConstantPadNd(Tensor input, ReadOnlySpan<long> pad, Scalar value = default)
    {
        if (pad.Length % 2 != 0) throw new InvalidOperationException($"Length of pad must be even but instead it equals {pad.Length}");
        if (pad.Length / 2 > input.Layout.Rank)
            throw new InvalidOperationException($"Length of pad should be no more than twice the number of dimensions of the input. Pad length is {pad.Length}while the input has {input.Layout.Rank}dimensions.");
        return Constant(input, pad, value);
    }

    /// <summary>A frame of one number; negative numbers cut off.</summary>
    public static Tensor Constant(Tensor x, ReadOnlySpan<long> pad, Scalar value)
    {
        int rank = x.Layout.Rank;
        Span<long> sizes = stackalloc long[rank], common = stackalloc long[rank];
        x.Sizes.CopyTo(sizes);
        x.Sizes.CopyTo(common);
        long source = x.Data.Offset, target = 0;
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int d = rank - 1 - i;
            sizes[d] += pad[2 * i] + pad[2 * i + 1];
            if (sizes[d] < 0)
                throw new InvalidOperationException($"The input size {x.Sizes[d]}, plus negative padding {pad[2 * i]} and {pad[2 * i + 1]} resulted in a negative output size, which is invalid. Check dimension {d} of your input.");
            common[d] = Math.Max(0, x.Sizes[d] + Math.Min(pad[2 * i], 0) + Math.Min(pad[2 * i + 1], 0));
        }
        var result = Tensor.Empty(Layout.Contiguous(sizes), x.DType, x);
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int d = rank - 1 - i;
            source += Math.Max(-pad[2 * i], 0) * x.Strides[d];
            target += Math.Max(pad[2 * i], 0) * result.Strides[d];
        }
        result.Backend.Fill(result.Data, value.CheckedFor(x.DType));
        var inner = new Layout(common, x.Strides);
        if (inner.Count > 0) result.Backend.Copy(result.Data.With(new(common, result.Strides), target), x.Data.With(inner, source));
        if (GradMode.Tracks(x)) result.SetGradFn(new ConstantPadNdNode(x, pad.ToArray()), 0);
        return result;
    }

    /// <summary>One dim, put together from pieces of the tensor.</summary>
    static Tensor PadDim(Tensor x, int dim, long before, long after, PaddingModes mode, ReadOnlySpan<long> pad, Tensor input)
    {
        if (before < 0 || after < 0)
        {
            long size = x.Sizes[dim] + Math.Min(before, 0) + Math.Min(after, 0);
            if (size < 0) ThrowNegative(x, dim, before, after);
            x = Parts.Narrow(x, dim, Math.Max(-before, 0), size);
        }
        long length = x.Sizes[dim];
        (before, after) = (Math.Max(before, 0), Math.Max(after, 0));
        if (mode == PaddingModes.Reflect && (before >= length || after >= length))
            throw new InvalidOperationException($"Argument #4: Padding size should be less than the corresponding input dimension, but got: padding ({before}, {after}) at dimension {dim} of input {Errors.Shape(input)}");
        if (mode == PaddingModes.Circular && (before > length || after > length))
            throw new InvalidOperationException("Padding value causes wrapping around more than once.");
        if (length == 0) throw new InvalidOperationException($"Expected a non-empty tensor to pad in mode {mode.ToString().ToLowerInvariant()}, but got sizes {Errors.Shape(input)} and padding [{string.Join(", ", pad.ToArray())}]");
        if (before == 0 && after == 0) return x;
        var pieces = new List<Tensor>(3);
        if (before > 0) pieces.Add(mode switch
        {
            PaddingModes.Reflect => Rearranging.Flip(Parts.Narrow(x, dim, 1, before), dim),
            PaddingModes.Replicate => Edge(x, dim, 0, before),
            _ => Parts.Narrow(x, dim, length - before, before),
        });
        pieces.Add(x);
        if (after > 0) pieces.Add(mode switch
        {
            PaddingModes.Reflect => Rearranging.Flip(Parts.Narrow(x, dim, length - 1 - after, after), dim),
            PaddingModes.Replicate => Edge(x, dim, length - 1, after),
            _ => Parts.Narrow(x, dim, 0, after),
        });
        return Joining.Cat(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pieces), dim);
    }

    static Tensor Edge(Tensor x, int dim, long position, long count)
    {
        Span<long> sizes = stackalloc long[x.Layout.Rank];
        x.Sizes.CopyTo(sizes);
        sizes[dim] = count;
        return Views.Expand(Parts.Narrow(x, dim, position, 1), sizes);
    }

    static void ThrowNegative(Tensor x, int dim, long before, long after)
        => throw new InvalidOperationException($"The input size {x.Sizes[dim]}, plus negative padding {before} and {after} resulted in a negative output size, which is invalid. Check dimension {dim} of your input.");
}

/// <summary>The gradient without the frame; where the padding cut off, zeros.</summary>
sealed class ConstantPadNdNode(Tensor x, long[] pad) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, PaddingOps.Constant(flow.Grad, Array.ConvertAll(pad, n => -n), 0));
}
