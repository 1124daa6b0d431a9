using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Shape;

/// <summary>What ops that only move elements have in common: where each element of the result comes from is their whole meaning.</summary>
static class ByIndex
{
    /// <summary>A row for a function of one tensor.</summary>
    /// <param name="op">The op's name.</param>
    /// <param name="call">The function.</param>
    /// <param name="shapes">Shapes of the operand.</param>
    /// <param name="source">Of an index of the result and the shape of the operand, the index in the operand; null for zero.</param>
    /// <param name="method">The method form.</param>
    /// <param name="inPlace">The in-place form.</param>
    public static Row Row(string op, Func<Tensor, Tensor> call, long[][] shapes, Func<long[], long[], long[]?>? source = null, Func<Tensor, Tensor>? method = null, Func<Tensor, Tensor>? inPlace = null,
        string variant = "", string[]? aliases = null, bool shapeDependsOnData = false) => new(op)
        {
            Variant = variant,
            Aliases = aliases ?? [],
            Call = x => [call(x[0])],
            Method = method is null ? null : x => [method(x[0])],
            InPlace = inPlace is null ? null : x => inPlace(x[0]),
            Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
            DTypes = DTypes.All,
            ShapeDependsOnData = shapeDependsOnData,
            ReferenceTensors = source is null ? null : x => [Gather(x[0], call(x[0]).shape, source)],
            Differentiable = [0],
        };

    /// <summary>A row for a function that gives several tensors.</summary>
    public static Row Several(string op, Func<Tensor, Tensor[]> call, long[][] shapes, Func<Tensor, Tensor[]>? method = null, Func<Tensor, Tensor[]>? reference = null, string variant = "") => new(op)
    {
        Variant = variant,
        Call = x => call(x[0]),
        Method = method is null ? null : x => method(x[0]),
        Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
        DTypes = DTypes.All,
        ReferenceTensors = reference is null ? null : x => reference(x[0]),
        Differentiable = [0],
    };

    /// <summary>The tensor whose elements are those of x that <paramref name="source"/> points to.</summary>
    public static Tensor Gather(Tensor x, long[] shape, Func<long[], long[], long[]?> source)
    {
        double[] values = x.contiguous().ToArray<double>();
        long count = shape.Aggregate(1L, (product, size) => product * size);
        var result = new double[count];
        var index = new long[shape.Length];
        for (long i = 0; i < count; i++)
        {
            if (source(index, x.shape) is { } from)
            {
                long at = 0;
                for (int d = 0; d < from.Length; d++) at = at * x.shape[d] + from[d];
                result[i] = values[at];
            }
            for (int d = shape.Length - 1; d >= 0 && ++index[d] == shape[d]; d--) index[d] = 0;
        }
        return Same.FromArray(result, shape);
    }

    /// <summary>The index of the element with a row-major number.</summary>
    public static long[] At(long linear, long[] shape)
    {
        var index = new long[shape.Length];
        for (int d = shape.Length - 1; d >= 0; d--) (linear, index[d]) = Math.DivRem(linear, shape[d]);
        return index;
    }

    /// <summary>The row-major number of an index.</summary>
    public static long Position(long[] index, long[] shape) => index.Zip(shape).Aggregate(0L, (at, pair) => at * pair.Second + pair.First);
}
