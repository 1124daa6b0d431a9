using System.Numerics;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Comparing;

/// <summary>A small complex matrix, to check factorisations with arithmetic of its own.</summary>
public sealed class Matrix(int rows, int columns)
{
    readonly Complex[] _elements = new Complex[rows * columns];

    public int Rows => rows;
    public int Columns => columns;
    public ref Complex this[int i, int j] => ref _elements[i * columns + j];

    /// <summary>The matrices of a batch.</summary>
    public static List<Matrix> Batch(Tensor tensor)
    {
        var data = TensorData.Of(tensor);
        int rows = (int)data.Shape[^2], columns = (int)data.Shape[^1], count = data.Shape[..^2].Aggregate(1, (n, size) => n * (int)size);
        var result = new List<Matrix>();
        for (int m = 0, at = 0; m < count; m++)
        {
            var matrix = new Matrix(rows, columns);
            for (int i = 0; i < rows * columns; i++, at++) matrix._elements[i] = Element(data, at);
            result.Add(matrix);
        }
        return result;
    }

    /// <summary>The vectors of a batch.</summary>
    public static List<Complex[]> Vectors(Tensor tensor)
    {
        var data = TensorData.Of(tensor);
        int length = (int)data.Shape[^1], count = data.Shape[..^1].Aggregate(1, (n, size) => n * (int)size);
        return [.. Enumerable.Range(0, count).Select(m => Enumerable.Range(0, length).Select(i => Element(data, m * length + i)).ToArray())];
    }

    static Complex Element(TensorData data, int at) => data.DType.IsComplex ? new Complex(data.Reals[2 * at], data.Reals[2 * at + 1]) : data.DType.IsIntegral ? data.Integers[at] : data.Reals[at];

    public static Matrix operator *(Matrix left, Matrix right)
    {
        var result = new Matrix(left.Rows, right.Columns);
        for (int i = 0; i < left.Rows; i++)
            for (int j = 0; j < right.Columns; j++)
                for (int k = 0; k < left.Columns; k++) result[i, j] += left[i, k] * right[k, j];
        return result;
    }

    /// <summary>The conjugate transpose.</summary>
    public Matrix Adjoint()
    {
        var result = new Matrix(columns, rows);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) result[j, i] = Complex.Conjugate(this[i, j]);
        return result;
    }

    public static Matrix Identity(int size)
    {
        var result = new Matrix(size, size);
        for (int i = 0; i < size; i++) result[i, i] = 1;
        return result;
    }

    public static Matrix Diagonal(int rows, int columns, Complex[] values)
    {
        var result = new Matrix(rows, columns);
        for (int i = 0; i < values.Length; i++) result[i, i] = values[i];
        return result;
    }

    public Matrix Where(Func<int, int, Complex> element)
    {
        var result = new Matrix(rows, columns);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) result[i, j] = element(i, j);
        return result;
    }

    public void MustBe(Matrix expected, double tolerance, string what)
    {
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                if (!(Complex.Abs(this[i, j] - expected[i, j]) <= tolerance * (1 + Complex.Abs(expected[i, j]))))
                    throw new MismatchException($"{what}: element [{i}, {j}] is {this[i, j]}, should be {expected[i, j]}");
    }
}
