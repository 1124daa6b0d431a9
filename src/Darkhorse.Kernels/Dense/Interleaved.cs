using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Complex float32 numbers between memory, where real and imaginary parts take turns, and planes of either, in which <c>rows</c> numbers of the same place lie side by
/// side. Eight at a time; what is left over is the caller's.
/// </summary>
static unsafe class Interleaved
{
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Numbers side by side in memory, side by side in the planes. Returns how many were moved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Split(float* source, float* re, float* im, nint count)
    {
        nint l = 0;
        for (; l <= count - 8; l += 8) Split(Vector256.Load((ulong*)source + l), Vector256.Load((ulong*)source + l + 4), re + l, im + l);
        return l;
    }

    /// <summary>The way back, times a scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Join(float* re, float* im, float* target, nint count, float scale)
    {
        nint l = 0;
        for (; l <= count - 8; l += 8)
        {
            var (low, high) = Join(re + l, im + l, scale);
            low.Store((ulong*)target + l);
            high.Store((ulong*)target + l + 4);
        }
        return l;
    }

    /// <summary>Eight rows of memory, <paramref name="step"/> numbers apart, to eight neighbours in the planes. Returns how many numbers of each were moved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint SplitRows(float* source, nint step, float* re, float* im, nint rows, nint n)
    {
        var s = (double*)source;
        nint k = 0;
        for (; k <= n - 4; k += 4)
        {
            double* at = s + k;
            var (a0, a1, a2, a3) = Transpose(Vector256.Load(at), Vector256.Load(at + step), Vector256.Load(at + 2 * step), Vector256.Load(at + 3 * step));
            at += 4 * step;
            var (b0, b1, b2, b3) = Transpose(Vector256.Load(at), Vector256.Load(at + step), Vector256.Load(at + 2 * step), Vector256.Load(at + 3 * step));
            nint to = k * rows;
            Split(a0.AsUInt64(), b0.AsUInt64(), re + to, im + to);
            Split(a1.AsUInt64(), b1.AsUInt64(), re + to + rows, im + to + rows);
            Split(a2.AsUInt64(), b2.AsUInt64(), re + to + 2 * rows, im + to + 2 * rows);
            Split(a3.AsUInt64(), b3.AsUInt64(), re + to + 3 * rows, im + to + 3 * rows);
        }
        return k;
    }

    /// <summary>The way back, times a scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint JoinRows(float* re, float* im, nint rows, float* target, nint step, nint n, float scale)
    {
        var t = (double*)target;
        nint k = 0;
        for (; k <= n - 4; k += 4)
        {
            nint from = k * rows;
            var (a0, b0) = Join(re + from, im + from, scale);
            var (a1, b1) = Join(re + from + rows, im + from + rows, scale);
            var (a2, b2) = Join(re + from + 2 * rows, im + from + 2 * rows, scale);
            var (a3, b3) = Join(re + from + 3 * rows, im + from + 3 * rows, scale);
            Store(Transpose(a0.AsDouble(), a1.AsDouble(), a2.AsDouble(), a3.AsDouble()), t + k, step);
            Store(Transpose(b0.AsDouble(), b1.AsDouble(), b2.AsDouble(), b3.AsDouble()), t + k + 4 * step, step);
        }
        return k;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Split(Vector256<ulong> low, Vector256<ulong> high, float* re, float* im)
    {
        Vector256.Narrow(low, high).AsSingle().Store(re);
        Vector256.Narrow(low >> 32, high >> 32).AsSingle().Store(im);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector256<ulong>, Vector256<ulong>) Join(float* re, float* im, float scale)
    {
        Vector256<uint> x = (Vector256.Load(re) * scale).AsUInt32(), y = (Vector256.Load(im) * scale).AsUInt32();
        return (Vector256.WidenLower(x) | Vector256.WidenLower(y) << 32, Vector256.WidenUpper(x) | Vector256.WidenUpper(y) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector256<double>, Vector256<double>, Vector256<double>, Vector256<double>) Transpose(Vector256<double> r0, Vector256<double> r1, Vector256<double> r2, Vector256<double> r3)
    {
        Vector256<double> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        return (Avx.Permute2x128(a0, a2, 0x20), Avx.Permute2x128(a1, a3, 0x20), Avx.Permute2x128(a0, a2, 0x31), Avx.Permute2x128(a1, a3, 0x31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store((Vector256<double>, Vector256<double>, Vector256<double>, Vector256<double>) rows, double* target, nint step)
    {
        rows.Item1.Store(target);
        rows.Item2.Store(target + step);
        rows.Item3.Store(target + 2 * step);
        rows.Item4.Store(target + 3 * step);
    }
}
