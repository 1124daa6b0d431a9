using System.Diagnostics.CodeAnalysis;

namespace Darkhorse;

/// <summary>Errors that many ops share, in PyTorch's words.</summary>
static class Errors
{
    public static string Shape(Tensor x) => "[" + string.Join(", ", x.shape) + "]";

    [DoesNotReturn]
    public static void NotImplementedFor(string op, DType dtype) => throw new NotSupportedException($"\"{op}\" not implemented for '{dtype.LegacyName}'");

    /// <summary>Refuses complex numbers in an op's own words.</summary>
    public static void NoComplex(DType x, string words)
    {
        if (x.IsComplex) throw new InvalidOperationException(words);
    }

    public static void NoComplex(DType x, DType y, string words)
    {
        if (x.IsComplex || y.IsComplex) throw new InvalidOperationException(words);
    }

    [DoesNotReturn]
    public static void SizesDiffer(Tensor a, Tensor b, int dim, int rank)
        => throw new InvalidOperationException($"The size of tensor a ({a.Sizes[dim - rank + a.Layout.Rank]}) must match the size of tensor b ({b.Sizes[dim - rank + b.Layout.Rank]}) at non-singleton dimension {dim}");

    [DoesNotReturn]
    public static void CannotCast(DType from, DType to)
        => throw new InvalidOperationException($"result type {from.LegacyName} can't be cast to the desired output type {to.LegacyName}");

    [DoesNotReturn]
    public static void OutputShape(Tensor output, ReadOnlySpan<long> broadcast)
        => throw new InvalidOperationException($"output with shape {Shape(output)} doesn't match the broadcast shape [{string.Join(", ", broadcast.ToArray())}]");

    [DoesNotReturn]
    public static void Overlap()
        => throw new InvalidOperationException("unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.");

    [DoesNotReturn]
    public static void PartialOverlap()
        => throw new InvalidOperationException("unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.");

    [DoesNotReturn]
    public static void OutRequiresGrad(string op)
        => throw new InvalidOperationException($"{op}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.");

    [DoesNotReturn]
    public static void DevicesDiffer(Tensor a, Tensor b)
        => throw new InvalidOperationException($"Expected all tensors to be on the same device, but found at least two devices, {a.device} and {b.device}!");
}
