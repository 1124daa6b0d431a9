namespace Darkhorse.Tests.Table.Index;

/// <summary>Plain loops over elements, to compare with: values as float64, coordinates as arrays.</summary>
static class Loops
{
    /// <summary>Every coordinate of a shape, row-major.</summary>
    public static IEnumerable<long[]> Coordinates(long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        for (long i = 0; i < count; i++)
        {
            var at = new long[shape.Length];
            long rest = i;
            for (int d = shape.Length - 1; d >= 0; d--) (rest, at[d]) = Math.DivRem(rest, shape[d]);
            yield return at;
        }
    }

    public static long Linear(long[] at, long[] shape)
    {
        long linear = 0;
        for (int d = 0; d < shape.Length; d++) linear = linear * shape[d] + at[d];
        return linear;
    }

    /// <summary>The same coordinate with another position in one dim.</summary>
    public static long[] With(this long[] at, int dim, long position)
    {
        long[] result = [.. at];
        result[dim] = position;
        return result;
    }

    public static double[] Numbers(Tensor x) => x.to(float64).ToArray<double>();

    public static long[] Longs(Tensor x) => x.to(int64).ToArray<long>();

    /// <summary>A tensor made element by element.</summary>
    public static Tensor Build(long[] shape, Func<long[], double> element) => Laws.Same.FromArray([.. Coordinates(shape).Select(element)], shape);

    public static Tensor Indices(long[] shape, params long[] values) => tensor(values).reshape(shape);
}
