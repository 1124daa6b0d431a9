using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Eight neighbouring float32 windows at a time, where they lie wholly inside the row and move by one or two elements. What is compared and added, and in which order, is the same
/// as in the loop over single windows, so results are the same to the bit.
/// </summary>
static unsafe class PoolRows
{
    const int Width = 8;

    /// <summary>The windows of a row, from start up to end, that can be taken eight at a time; none if the two are equal.</summary>
    public static (int Start, int End) Range<S, T>(PoolShape shape)
    {
        var w = shape.W;
        if (typeof(S) != typeof(float) || typeof(T) != typeof(float) || !Vector256.IsHardwareAccelerated || w.Stride is not (1 or 2) || shape.Input > int.MaxValue) return (0, 0);
        int start = 0;
        while (start < w.Output && !w.Inner(start)) start++;
        // The last vector of the last tap reads eight, or sixteen, elements from where its first window's last tap is.
        long reach = (w.Kernel - 1) * w.Step + Width * w.Stride;
        int end = start;
        while (end + Width <= w.Output && w.First[end] + reach <= w.Input && w.Inner(end + Width - 1)) end += Width;
        return (start, end);
    }

    /// <summary>The elements at source, source + stride, … .</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Load(float* source, long stride)
    {
        var low = Vector256.Load(source);
        if (stride == 1) return low;
        var high = Vector256.Load(source + Width);
        if (Avx2.IsSupported) return Avx2.Permute4x64(Avx.Shuffle(low, high, 0b10_00_10_00).AsDouble(), 0b11_01_10_00).AsSingle();
        return Vector256.Create(low[0], low[2], low[4], low[6], high[0], high[2], high[4], high[6]);
    }

    /// <summary>Maxima of windows k up to end and their positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Maximum(PoolShape shape, int i, int j, int k, int end, float* x, float* y, long* positions)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        long slice = h.Input * w.Input, row = w.Input, stride = w.Stride, step = w.Step, kernel = w.Kernel;
        long d0 = d.First[i], d1 = d.Last[i], h0 = h.First[j], h1 = h.Last[j], dStep = d.Step, hStep = h.Step;
        var lanes = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) * (int)stride;
        for (; k < end; k += Width, y += Width, positions += Width)
        {
            long left = w.First[k];
            var max = Vector256.Create(float.NegativeInfinity);
            var best = lanes + Vector256.Create((int)(d0 * slice + h0 * row + left));
            for (var z = d0; z < d1; z += dStep)
            {
                for (var v = h0; v < h1; v += hStep)
                {
                    long at = z * slice + v * row + left;
                    for (long tap = 0; tap < kernel; tap++, at += step)
                    {
                        var value = Load(x + at, stride);
                        var taken = Vector256.GreaterThan(value, max) | ~Vector256.Equals(value, value);
                        max = Vector256.ConditionalSelect(taken, value, max);
                        best = Vector256.ConditionalSelect(taken.AsInt32(), lanes + Vector256.Create((int)at), best);
                    }
                }
            }
            max.Store(y);
            var (low, high) = Vector256.Widen(best);
            low.Store(positions);
            high.Store(positions + Width / 2);
        }
    }

    /// <summary>Averages of windows k up to end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Average(PoolShape shape, int i, int j, int k, int end, float* x, float* y, float divisor)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        long slice = h.Input * w.Input, row = w.Input, stride = w.Stride, kernel = w.Kernel;
        long d0 = d.First[i], d1 = d.Last[i], h0 = h.First[j], h1 = h.Last[j];
        var divisors = Vector256.Create(divisor);
        for (; k < end; k += Width, y += Width)
        {
            var sum = Vector256<float>.Zero;
            for (var z = d0; z < d1; z++)
            {
                for (var v = h0; v < h1; v++)
                {
                    var at = x + z * slice + v * row + w.First[k];
                    for (long tap = 0; tap < kernel; tap++) sum += Load(at + tap, stride);
                }
            }
            (sum / divisors).Store(y);
        }
    }
}
