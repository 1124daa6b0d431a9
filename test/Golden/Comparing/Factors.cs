using System.Numerics;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Comparing;

/// <summary>Checks of factorisations, whose factors are unique only up to sign, phase or order.</summary>
static class Factors
{
    const double Tolerance = 1e-4;

    /// <summary>Checks by the case's <c>compare</c> mode.</summary>
    public static void Check(string mode, Case @case, Tensor input, object? expected, object? actual, Func<DType, Closeness> closeness)
    {
        switch (mode)
        {
            case "first" or "values":
                Agreement.Check(First(expected), First(actual), closeness);
                return;
            case "eigvals_any_order":
                CheckShapes(expected, actual);
                SameValues(((TensorData)expected!).ToTensor(), (Tensor)actual!);
                return;
        }
        CheckShapes(expected, actual);
        var parts = ((List<object?>)actual!).Cast<Tensor>().ToArray();
        var values = ((List<object?>)expected!).Cast<TensorData>().ToArray();
        switch (mode)
        {
            case "qr": CheckQr(input, parts); break;
            case "svd": CheckSvd(input, parts, values, closeness); break;
            case "eigh": CheckEigh(input, parts, values, closeness, Equals(@case.Args.ElementAtOrDefault(1), "U") || Equals(@case.Kwargs.GetValueOrDefault("UPLO"), "U")); break;
            case "eig": CheckEig(input, parts, values); break;
            case "lu": CheckLu(input, parts); break;
            default: throw new NotSupportedException($"compare mode {mode}");
        }
    }

    static object? First(object? value) => value is List<object?> { Count: > 0 } list ? list[0] : value;

    static void CheckShapes(object? expected, object? actual)
    {
        if (expected is List<object?> list)
        {
            if (actual is not List<object?> items || items.Count != list.Count) throw new MismatchException($"expected {Value.Show(expected)}, got {Value.Show(actual)}");
            foreach (var (a, b) in list.Zip(items)) CheckShapes(a, b);
        }
        else if (expected is TensorData data && (actual is not Tensor tensor || data.DType != (DType)tensor.dtype || !data.Shape.SequenceEqual(tensor.shape)))
            throw new MismatchException($"expected {Value.Show(expected)}, got {Value.Show(actual)}");
    }

    static void CheckQr(Tensor input, Tensor[] parts)
    {
        var (a, r) = (Matrix.Batch(input), Matrix.Batch(parts[1]));
        for (int m = 0; m < r.Count; m++) r[m].MustBe(r[m].Where((i, j) => i > j ? 0 : r[m][i, j]), Tolerance, "R is not triangular");
        if (parts[0].numel() == 0) return; // mode="r"
        var q = Matrix.Batch(parts[0]);
        for (int m = 0; m < q.Count; m++)
        {
            (q[m] * r[m]).MustBe(a[m], Tolerance, "Q R is not A");
            (q[m].Adjoint() * q[m]).MustBe(Matrix.Identity(q[m].Columns), Tolerance, "Q is not orthogonal");
        }
    }

    static void CheckSvd(Tensor input, Tensor[] parts, TensorData[] expected, Func<DType, Closeness> closeness)
    {
        Agreement.Check(expected[1], parts[1], closeness, "S ");
        var (a, u, v, s) = (Matrix.Batch(input), Matrix.Batch(parts[0]), Matrix.Batch(parts[2]), Matrix.Vectors(parts[1]));
        for (int m = 0; m < a.Count; m++)
        {
            (u[m] * Matrix.Diagonal(u[m].Columns, v[m].Rows, s[m]) * v[m]).MustBe(a[m], Tolerance, "U S Vh is not A");
            (u[m].Adjoint() * u[m]).MustBe(Matrix.Identity(u[m].Columns), Tolerance, "U is not orthogonal");
            (v[m] * v[m].Adjoint()).MustBe(Matrix.Identity(v[m].Rows), Tolerance, "Vh is not orthogonal");
        }
    }

    static void CheckEigh(Tensor input, Tensor[] parts, TensorData[] expected, Func<DType, Closeness> closeness, bool upper)
    {
        Agreement.Check(expected[0], parts[0], closeness, "eigenvalues ");
        var (a, v, l) = (Matrix.Batch(input), Matrix.Batch(parts[1]), Matrix.Vectors(parts[0]));
        for (int m = 0; m < a.Count; m++)
        {
            // Only one triangle is read, and the diagonal as real.
            var full = a[m].Where((i, j) => i == j ? a[m][i, i].Real : i > j == upper ? Complex.Conjugate(a[m][j, i]) : a[m][i, j]);
            (v[m] * Matrix.Diagonal(v[m].Columns, v[m].Columns, l[m]) * v[m].Adjoint()).MustBe(full, Tolerance, "V L Vh is not A");
            (v[m].Adjoint() * v[m]).MustBe(Matrix.Identity(v[m].Columns), Tolerance, "V is not orthogonal");
        }
    }

    static void CheckEig(Tensor input, Tensor[] parts, TensorData[] expected)
    {
        SameValues(expected[0].ToTensor(), parts[0]);
        var (a, v, l) = (Matrix.Batch(input), Matrix.Batch(parts[1]), Matrix.Vectors(parts[0]));
        for (int m = 0; m < a.Count; m++) (a[m] * v[m]).MustBe(v[m] * Matrix.Diagonal(v[m].Columns, v[m].Columns, l[m]), 1e-3, "A V is not V L");
    }

    static void SameValues(Tensor expected, Tensor actual)
    {
        foreach (var (wanted, got) in Matrix.Vectors(expected).Zip(Matrix.Vectors(actual)))
        {
            var rest = got.ToList();
            foreach (var value in wanted)
            {
                var nearest = rest.MinBy(x => Complex.Abs(x - value));
                if (!(Complex.Abs(nearest - value) <= 1e-3 * (1 + Complex.Abs(value)))) throw new MismatchException($"no eigenvalue near {value}: {string.Join(", ", got)}");
                rest.Remove(nearest);
            }
        }
    }

    static void CheckLu(Tensor input, Tensor[] parts)
    {
        var (a, lu, pivots) = (Matrix.Batch(input), Matrix.Batch(parts[0]), Matrix.Vectors(parts[1]));
        for (int m = 0; m < a.Count; m++)
        {
            var f = lu[m];
            int rank = Math.Min(f.Rows, f.Columns);
            var lower = new Matrix(f.Rows, rank).Where((i, j) => i == j ? 1 : i > j ? f[i, j] : 0);
            var upper = new Matrix(rank, f.Columns).Where((i, j) => i <= j ? f[i, j] : 0);
            var product = lower * upper;
            for (int i = pivots[m].Length - 1; i >= 0; i--)
            {
                int other = (int)pivots[m][i].Real - 1;
                for (int j = 0; j < product.Columns; j++) (product[i, j], product[other, j]) = (product[other, j], product[i, j]);
            }
            product.MustBe(a[m], Tolerance, "P L U is not A");
        }
    }
}
