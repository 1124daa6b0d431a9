using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table;

/// <summary>Inputs for rows: the same numbers in every run.</summary>
public static class Make
{
    /// <summary>Numbers of a dtype, evenly shuffled over [low, high]; integers and bool are rounded.</summary>
    public static Tensor Tensor(ScalarType dtype, double low, double high, params long[] shape)
    {
        var data = new double[shape.Aggregate(1L, (product, size) => product * size)];
        // A low-discrepancy sequence: spread out, without repeats, and the same everywhere.
        for (long i = 0; i < data.Length; i++) data[i] = low + (high - low) * ((i + 1) * 0.6180339887498949 % 1.0);
        var result = Laws.Same.FromArray(data, shape);
        var kind = (DType)dtype;
        if (kind == DType.Bool) return (result > (low + high) / 2).to(dtype);
        return result.to(dtype);
    }

    /// <summary>The elements of a tensor again and again, up to a length.</summary>
    public static Tensor Long(Tensor x, long length)
    {
        var source = x.contiguous().view(1, -1);
        long rows = length / source.numel() + 1;
        return source.expand(rows, source.numel()).contiguous().as_strided([length], [1]);
    }

    /// <summary>One operand in the usual shapes: 0-dim, one dim, three dims, empty, long enough for every vector width and its tail.</summary>
    public static IEnumerable<Sample> Unary(ScalarType dtype, double low = -3, double high = 3) =>
        new long[][] { [], [7], [2, 3, 4], [0, 3], [67] }.Select(shape => new Sample(Tensor(dtype, low, high, shape)));

    /// <summary>Two operands: of one shape, broadcast both ways, 0-dim, empty.</summary>
    public static IEnumerable<Sample> Binary(ScalarType dtype, double low = -3, double high = 3, double otherLow = -2, double otherHigh = 2) =>
        new (long[] X, long[] Y)[] { ([5], [5]), ([2, 3, 4], [2, 3, 4]), ([2, 1, 4], [3, 1]), ([3, 4], []), ([], [2, 3]), ([0, 3], [3]), ([67], [67]) }
            .Select(shapes => new Sample(Tensor(dtype, low, high, shapes.X), Tensor(dtype, otherLow, otherHigh, shapes.Y)));
}
