using System.Numerics;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Laws;

/// <summary>Comparing tensors.</summary>
public static class Same
{
    /// <summary>Equal shapes, and elements within the tolerance of their dtype; nan equals nan.</summary>
    public static void Close(Tensor expected, Tensor actual, (double Relative, double Absolute) single, string what)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
        Complex[] e = Values(expected), a = Values(actual);
        // A tolerance is written for float32; other dtypes have it in proportion to their precision.
        double scale = actual.dtype switch { ScalarType.Float64 or ScalarType.ComplexFloat64 => 1e-6, ScalarType.Float16 => 1e4, ScalarType.BFloat16 => 1e5, _ => 1 };
        for (int i = 0; i < e.Length; i++)
            Assert.True(Close(e[i].Real, a[i].Real, single, scale) && Close(e[i].Imaginary, a[i].Imaginary, single, scale), $"{what}: element {i} is {a[i]}, expected {e[i]}");
    }

    static bool Close(double expected, double actual, (double Relative, double Absolute) single, double scale)
        => expected.Equals(actual) || expected == actual || (float)expected == (float)actual && Math.Abs(expected) > 1e38
            || Math.Abs(expected - actual) <= scale * (single.Absolute + single.Relative * Math.Abs(expected));

    /// <summary>Equal dtypes, shapes and bits (every nan is the same).</summary>
    public static void Bits(Tensor expected, Tensor actual, string what)
    {
        Assert.True(expected.dtype == actual.dtype, $"{what}: dtype {actual.dtype}, expected {expected.dtype}");
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
        Complex[] e = Values(expected), a = Values(actual);
        for (int i = 0; i < e.Length; i++)
            Assert.True(e[i].Real.Equals(a[i].Real) && e[i].Imaginary.Equals(a[i].Imaginary), $"{what}: element {i} is {a[i]}, expected {e[i]} to the bit");
    }

    public static Complex[] Values(Tensor x) => (DType)x.dtype switch
    {
        DType.Complex128 => x.detach().ToArray<Complex>(),
        DType.Complex64 => Array.ConvertAll(x.detach().ToArray<Complex64>(), z => (Complex)z),
        DType.Int64 => Array.ConvertAll(x.ToArray<long>(), v => new Complex(v, 0)),
        _ => Array.ConvertAll(x.detach().to(float64).ToArray<double>(), v => new Complex(v, 0)),
    };

    public static Tensor FromArray(double[] values, long[] shape)
    {
        var result = zeros(shape, float64);
        if (values.Length == 0) return result;
        values.CopyTo(MemoryMarshal.Cast<byte, double>(MemoryMarshal.CreateSpan(ref result.Storage.Origin, values.Length * sizeof(double))));
        return result;
    }

    public static long[] Broadcast(long[] a, long[] b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        Assert.True(Kernels.Iteration.Layout.TryBroadcast(a, b, result, out _));
        return result;
    }

    /// <summary>The same numbers in memory that is neither row-major nor without gaps.</summary>
    public static Tensor Strided(Tensor x)
    {
        if (x.ndim == 0) return Wide(x, [2]).select(0, 1).copy_(x);
        long[] order = [.. Enumerable.Range(0, (int)x.ndim).Select(i => x.ndim - 1 - i)];
        long[] shape = [.. order.Select(i => x.shape[i])];
        return Wide(x, [.. shape, 2]).select(-1, 1).permute(order).copy_(x);
    }

    static Tensor Wide(Tensor x, long[] shape) => zeros(shape, x.dtype);
}
