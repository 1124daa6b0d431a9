using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>Convolutions of one to three dims, and their transposes.</summary>
static class ConvolutionOps
{
    /// <summary>
    /// The cross-correlation of signals [N, C, L] (or [C, L]) with weights [K, C / groups, k], plus a bias [K]: [N, K, (L + 2 padding - dilation (k - 1) - 1) / stride + 1].
    /// </summary>
    /// <exception cref="InvalidOperationException">Shapes or dtypes do not fit, or a parameter is out of range.</exception>
    [Op("nn.functional.conv1d")]
    public static Tensor Conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
        => Convolve(1, input, weight, bias, [stride ?? 1], [padding ?? 0], [dilation ?? 1], groups);

    /// <summary>As conv1d, padded by rule.</summary>
    [Op("nn.functional.conv1d_padding")]
    [Op("nn.functional.conv1d"), OverloadResolutionPriority(-1)]
    public static Tensor Conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, Padding padding = Padding.Valid, long? dilation = null, long groups = 1)
        => ConvolvePadded(1, input, weight, bias, [stride ?? 1], padding, [dilation ?? 1], groups);

    /// <summary>The cross-correlation of images [N, C, H, W] (or [C, H, W]) with weights [K, C / groups, kH, kW], plus a bias [K]. Lists have one number for both dims, or one each.</summary>
    /// <exception cref="InvalidOperationException">Shapes or dtypes do not fit, or a parameter is out of range.</exception>
    [Op("nn.functional.conv2d")]
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
        => Convolve(2, input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

    /// <summary>As conv2d, padded by rule.</summary>
    [Op("nn.functional.conv2d_padding")]
    [Op("nn.functional.conv2d"), OverloadResolutionPriority(-1)]
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
        => ConvolvePadded(2, input, weight, bias, strides ?? [1], padding, dilation ?? [1], groups);

    /// <summary>The cross-correlation of volumes [N, C, D, H, W] (or [C, D, H, W]) with weights [K, C / groups, kD, kH, kW], plus a bias [K]. Lists have one number for all dims, or one each.</summary>
    /// <exception cref="InvalidOperationException">Shapes or dtypes do not fit, or a parameter is out of range.</exception>
    [Op("nn.functional.conv3d")]
    public static Tensor Conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
        => Convolve(3, input, weight, bias, strides ?? [1], padding ?? [0], dilation ?? [1], groups);

    /// <summary>As conv3d, padded by rule.</summary>
    [Op("nn.functional.conv3d_padding")]
    [Op("nn.functional.conv3d"), OverloadResolutionPriority(-1)]
    public static Tensor Conv3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1)
        => ConvolvePadded(3, input, weight, bias, strides ?? [1], padding, dilation ?? [1], groups);

    /// <summary>
    /// The gradient of conv1d by its input, as a layer of its own: signals [N, K, L] with weights [K, C / groups, k], plus a bias [C]:
    /// [N, C, (L - 1) stride - 2 padding + dilation (k - 1) + output_padding + 1].
    /// </summary>
    /// <exception cref="InvalidOperationException">Shapes or dtypes do not fit, or a parameter is out of range.</exception>
    [Op("nn.functional.conv_transpose1d")]
    public static Tensor ConvTranspose1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? output_padding = null, long? dilation = null, long groups = 1)
        => Transposed(1, input, weight, bias, [stride ?? 1], [padding ?? 0], [output_padding ?? 0], [dilation ?? 1], groups);

    /// <summary>The gradient of conv2d by its input, as a layer of its own: see conv_transpose1d.</summary>
    [Op("nn.functional.conv_transpose2d")]
    public static Tensor ConvTranspose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
        => Transposed(2, input, weight, bias, strides ?? [1], padding ?? [0], output_padding ?? [0], dilation ?? [1], groups);

    /// <summary>The gradient of conv3d by its input, as a layer of its own: see conv_transpose1d.</summary>
    [Op("nn.functional.conv_transpose3d")]
    public static Tensor ConvTranspose3d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
        => Transposed(3, input, weight, bias, strides ?? [1], padding ?? [0], output_padding ?? [0], dilation ?? [1], groups);

    static Tensor Convolve(int rank, Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups)
    {
        var window = new ConvolutionWindow(rank, $"conv{rank}d", input, weight, stride, padding, [0], dilation, groups, transposed: false);
        window.Check(input, weight, bias);
        return Batched(rank, input, weight, bias, window.ShapeOf(input, weight), transposed: false);
    }

    static Tensor ConvolvePadded(int rank, Tensor input, Tensor weight, Tensor? bias, long[] stride, Padding padding, long[] dilation, long groups)
    {
        if (padding == Padding.Valid) return Convolve(rank, input, weight, bias, stride, [0], dilation, groups);
        if (stride.Any(s => s != 1)) throw new InvalidOperationException("padding='same' is not supported for strided convolutions");
        var window = new ConvolutionWindow(rank, $"conv{rank}d", input, weight, stride, [0], [0], dilation, groups, transposed: false);
        window.Check(input, weight, bias, same: true);
        return Batched(rank, input, weight, bias, window.SameShapeOf(input, weight), transposed: false);
    }

    static Tensor Transposed(int rank, Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] outputPadding, long[] dilation, long groups)
    {
        var window = new ConvolutionWindow(rank, $"conv_transpose{rank}d", input, weight, stride, padding, outputPadding, dilation, groups, transposed: true);
        window.Check(input, weight, bias);
        return Batched(rank, input, weight, bias, window.TransposedShapeOf(input, weight), transposed: true);
    }

    static Tensor Batched(int rank, Tensor input, Tensor weight, Tensor? bias, in ConvolutionShape shape, bool transposed)
    {
        if (input.Layout.Rank == rank + 2) return Run(input, weight, bias, shape, transposed);
        var result = Run(Products.WithDim(input, 0), weight, bias, shape, transposed);
        return result.reshape(result.Sizes[1..]);
    }

    static Tensor Run(Tensor input, Tensor weight, Tensor? bias, in ConvolutionShape shape, bool transposed)
    {
        if (input.DType is DType.Float16 or DType.BFloat16)
            return Run(Single(input), Single(weight), bias is null ? null : Single(bias), shape, transposed).to((torch.ScalarType)input.DType);
        if (input.DType.IsComplex) return RunComplex(input, weight, bias, shape, transposed);
        return transposed ? Convolutions.Input(input, weight, bias, shape) : Convolutions.Output(input, weight, bias, shape);
    }

    static Tensor Single(Tensor x) => x.to(torch.ScalarType.Float32);

    /// <summary>(p + qi) * (r + si) = (p * r - q * s) + (p * s + q * r)i, each product a real convolution.</summary>
    static Tensor RunComplex(Tensor input, Tensor weight, Tensor? bias, in ConvolutionShape shape, bool transposed)
    {
        Tensor p = input.real, q = Imaginary(input), r = weight.real, s = Imaginary(weight);
        var real = Run(p, r, bias?.real, shape, transposed) - Run(q, s, null, shape, transposed);
        var imaginary = Run(p, s, bias is null ? null : Imaginary(bias), shape, transposed) + Run(q, r, null, shape, transposed);
        return real + imaginary * System.Numerics.Complex.ImaginaryOne;
    }

    static Tensor Imaginary(Tensor x) => (x * -System.Numerics.Complex.ImaginaryOne).real;
}
