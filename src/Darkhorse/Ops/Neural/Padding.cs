using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Constant elements around; the gradient is the part inside.</summary>
sealed class ConstantPadNode(Tensor x, long[] pad) : Node(x)
{
    public override string Name => "ConstantPadNdBackward0";

    internal override void Backward(in Flow flow) => flow.To(0, PaddingOps.Pad(flow.Grad, Array.ConvertAll(pad, n => -n)));
}

/// <summary>Elements around the last dims of a tensor.</summary>
static class PaddingOps
{
    /// <summary>Adds elements before and after the last dims; negative numbers take some away (constant mode alone).</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="pad">Before and after, from the last dim on: two numbers for each padded dim.</param>
    /// <param name="mode">Constant (or zeros), reflect (mirrored, the edge not repeated), replicate (the edge repeated) or circular.</param>
    /// <param name="value">The constant.</param>
    /// <exception cref="InvalidOperationException">The pad does not fit the input.</exception>
    [Op("nn.functional.pad", Variants.Function)]
    public static Tensor Pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
    {
        if (pad.Length % 2 != 0) throw new InvalidOperationException("Padding length must be divisible by 2");
        if (pad.Length / 2 > input.ndim)
            throw new InvalidOperationException($"Padding length should be less than or equal to two times the input dimension but got padding length {pad.Length} and input of dimension {input.ndim}");
        if (mode is PaddingModes.Constant or PaddingModes.Zeros) return Constant(input, pad, value);
        int dims = pad.Length / 2;
        if (dims > 3 || (input.ndim != dims + 1 && input.ndim != dims + 2))
            throw new NotSupportedException("Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
        for (int i = 0; i < dims; i++) input = Along(input, (int)input.ndim - 1 - i, pad[2 * i], pad[2 * i + 1], mode, pad);
        return input;
    }

    [Op("nn.functional.pad", Variants.Function)]
    public static Tensor Pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => Pad(input, (ReadOnlySpan<long>)pad, mode, value);

    /// <summary>The same number of elements before and after the last dim.</summary>
    [Op("nn.functional.pad", Variants.Function)]
    public static Tensor Pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => Pad(input, (ReadOnlySpan<long>)[pad, pad], mode, value);

    /// <summary>Elements before and after the last dim.</summary>
    [Op("nn.functional.pad", Variants.Function)]
    public static Tensor Pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => Pad(input, (ReadOnlySpan<long>)[pad.Item1, pad.Item2], mode, value);

    /// <summary>Elements before and after the last dim and the one before it.</summary>
    [Op("nn.functional.pad", Variants.Function)]
    public static Tensor Pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
        => Pad(input, (ReadOnlySpan<long>)[pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

    static Tensor Constant(Tensor input, ReadOnlySpan<long> pad, double value)
    {
        int rank = (int)input.ndim;
        Span<long> sizes = stackalloc long[rank];
        input.Sizes.CopyTo(sizes);
        for (int i = 0; i < pad.Length / 2; i++)
        {
            int dim = rank - 1 - i;
            sizes[dim] += pad[2 * i] + pad[2 * i + 1];
            if (sizes[dim] < 0)
                throw new InvalidOperationException($"The input size {input.Sizes[dim]}, plus negative padding {pad[2 * i]} and {pad[2 * i + 1]} resulted in a negative output size, which is invalid. Check dimension {dim} of your input.");
        }
        var result = Tensor.Empty(Layout.Contiguous(sizes), input.DType, input);
        result.Backend.Fill(result.Data, value);
        using (new GradMode.Scope(false))
        {
            Tensor inside = result, kept = input;
            for (int i = 0; i < pad.Length / 2; i++)
            {
                int dim = rank - 1 - i;
                long before = pad[2 * i], after = pad[2 * i + 1], shown = input.Sizes[dim] + Math.Min(before, 0) + Math.Min(after, 0);
                inside = inside.narrow(dim, Math.Max(before, 0), Math.Max(shown, 0));
                kept = kept.narrow(dim, Math.Max(-before, 0), Math.Max(shown, 0));
            }
            result.Backend.Copy(inside.Data, kept.Data);
        }
        if (GradMode.Tracks(input)) result.SetGradFn(new ConstantPadNode(input, pad.ToArray()), 0);
        return result;
    }

    static Tensor Along(Tensor input, int dim, long before, long after, PaddingModes mode, ReadOnlySpan<long> pad)
    {
        if (before == 0 && after == 0) return input;
        long size = input.Sizes[dim];
        if (mode == PaddingModes.Reflect && (before >= size || after >= size))
            throw new InvalidOperationException($"Padding size should be less than the corresponding input dimension, but got: padding ({before}, {after}) at dimension {dim} of input {Errors.Shape(input)}");
        if (mode == PaddingModes.Circular && (before > size || after > size)) throw new InvalidOperationException("Padding value causes wrapping around more than once.");
        if (size + before + after < 1 || size == 0)
            throw new InvalidOperationException($"Expected a non-empty result of padding, but got input {Errors.Shape(input)} with padding ({string.Join(", ", pad.ToArray())})");
        long[] places = new long[size + before + after];
        for (long i = 0; i < places.Length; i++)
        {
            long at = i - before;
            places[i] = mode switch
            {
                PaddingModes.Replicate => Math.Clamp(at, 0, size - 1),
                PaddingModes.Circular => ((at % size) + size) % size,
                _ => at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at,
            };
        }
        return input.index_select(dim, torch.tensor(places, device: input.device));
    }
}
