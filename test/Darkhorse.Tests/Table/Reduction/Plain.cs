using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Reduction;

/// <summary>References by plain loops over float64 values.</summary>
static class Plain
{
    /// <summary>A function of each run along a dim, giving one number.</summary>
    public static Tensor Along(Tensor x, int dim, Func<double[], double> function) => Runs(x, dim, run => [function(run)]).squeeze_dim(dim);

    /// <summary>A function of each run along a dim, giving a run.</summary>
    public static Tensor Runs(Tensor x, int dim, Func<double[], double[]> function)
    {
        if (x.ndim == 0) return Same.FromArray(function([Value(x)]), []);
        long[] shape = x.shape;
        long inner = shape[(dim + 1)..].Aggregate(1L, (a, b) => a * b), outer = shape[..dim].Aggregate(1L, (a, b) => a * b), size = shape[dim];
        double[] values = x.to(float64).contiguous().ToArray<double>();
        var runs = new double[outer * inner][];
        for (long o = 0; o < outer; o++)
            for (long i = 0; i < inner; i++)
                runs[o * inner + i] = function([.. Enumerable.Range(0, (int)size).Select(k => values[(o * size + k) * inner + i])]);
        long length = runs.Length == 0 ? size : runs[0].Length;
        var result = new double[outer * length * inner];
        for (long o = 0; o < outer; o++)
            for (long i = 0; i < inner; i++)
                for (long k = 0; k < length; k++) result[(o * length + k) * inner + i] = runs[o * inner + i][k];
        return Same.FromArray(result, [.. shape[..dim], length, .. shape[(dim + 1)..]]);
    }

    /// <summary>A function of all elements.</summary>
    public static Tensor All(Tensor x, Func<double[], double> function) => Same.FromArray([function(x.contiguous().ToArray<double>())], []);

    static Tensor squeeze_dim(this Tensor x, int dim) => x.ndim == 0 ? x : x.view([.. x.shape[..dim], .. x.shape[(dim + 1)..]]);

    static double Value(Tensor x) => x.to(float64).item<double>();

    /// <summary>Samples with something to reduce along dim 1: columns, rows, lengths beyond every lane width.</summary>
    public static IEnumerable<Sample> Matrices(ScalarType dtype, double low = -3, double high = 3) =>
        new long[][] { [2, 3], [3, 70], [2, 5, 33], [1, 1] }.Select(shape => new Sample(Make.Tensor(dtype, low, high, shape)));

    /// <summary>Any rank, but never empty.</summary>
    public static IEnumerable<Sample> NotEmpty(ScalarType dtype, double low = -3, double high = 3) =>
        new long[][] { [], [7], [2, 3, 4], [67] }.Select(shape => new Sample(Make.Tensor(dtype, low, high, shape)));
}
