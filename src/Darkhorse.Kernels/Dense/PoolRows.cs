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

    /// <summary>The windows of a row, from start up to end, that lie wholly inside it; none if they cannot be taken several at a time.</summary>
    public static (int Start, int End) Range<S, T>(PoolShape shape)
    {
        var w = shape.W;
        if (typeof(S) != typeof(float) || typeof(T) != typeof(float) || !Vector256.IsHardwareAccelerated || w.Stride is not (1 or 2) || shape.Input > int.MaxValue) return (0, 0);
        int start = 0, end = w.Output;
        while (start < end && !w.Inner(start)) start++;
        while (end > start && !w.Inner(end - 1)) end--;
        return (start, end);
    }

    /// <summary>
    /// Whether row (i, j)'s windows may be taken eight at a time. Where they are fewer than eight, the lanes left over read what follows the row, and are dropped: at the very end of
    /// the memory there is nothing to read.
    /// </summary>
    /// <param name="readable">Elements from the plane's first to the end of the memory.</param>
    public static bool Fits(PoolShape shape, int i, int j, int start, int end, long readable)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        // Positions are counted in 32 bits.
        if (start == end || d.Input * h.Input * w.Input > int.MaxValue) return false;
        if (end - start >= Width) return true;
        long lastRow = (d.Last[i] - 1) * h.Input * w.Input + (h.Last[j] - 1) * w.Input;
        return lastRow + w.First[start] + (w.Kernel - 1) * w.Step + (Width - 1) * w.Stride + 1 <= readable;
    }

    /// <summary>The elements at source, source + stride, …, and none beyond the last of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Load(float* source, long stride)
    {
        var low = Vector256.Load(source);
        if (stride == 1) return low;
        var high = Vector256.Load(source + Width - 1);
        if (Avx2.IsSupported) return Avx2.Permute4x64(Avx.Shuffle(low, high, 0b11_01_10_00).AsDouble(), 0b11_01_10_00).AsSingle();
        return Vector256.Create(low[0], low[2], low[4], low[6], high[1], high[3], high[5], high[7]);
    }

    /// <summary>Where the next eight windows start: the last ones overlap those before them where there are enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Block(int k, int start, int end) => Math.Max(start, Math.Min(k, end - Width));

    /// <summary>Maxima of windows start up to end of row (i, j) and their positions. y and positions are those of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public static void Maximum(PoolShape shape, int i, int j, int start, int end, float* x, float* y, long* positions)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        long slice = h.Input * w.Input, row = w.Input, stride = w.Stride, step = w.Step, kernel = w.Kernel;
        long d0 = d.First[i], d1 = d.Last[i], h0 = h.First[j], h1 = h.Last[j], dStep = d.Step, hStep = h.Step, first = w.First[start];
        var lanes = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) * (int)stride;
        long* spilled = stackalloc long[Width];
        for (int k = start; k < end; k += Width)
        {
            k = Block(k, start, end);
            long left = first + (k - start) * stride;
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
            var (low, high) = Vector256.Widen(best);
            if (end - k >= Width)
            {
                max.Store(y + k);
                low.Store(positions + k);
                high.Store(positions + k + Width / 2);
                continue;
            }
            low.Store(spilled);
            high.Store(spilled + Width / 2);
            for (int n = 0; n < end - k; n++) (y[k + n], positions[k + n]) = (max[n], spilled[n]);
        }
    }

    /// <summary>Averages of windows start up to end of row (i, j). y is that of the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Average(PoolShape shape, int i, int j, int start, int end, float* x, float* y, float divisor)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        long slice = h.Input * w.Input, row = w.Input, stride = w.Stride, kernel = w.Kernel, first = w.First[start];
        long d0 = d.First[i], d1 = d.Last[i], h0 = h.First[j], h1 = h.Last[j];
        var divisors = Vector256.Create(divisor);
        for (int k = start; k < end; k += Width)
        {
            k = Block(k, start, end);
            var sum = Vector256<float>.Zero;
            for (var z = d0; z < d1; z++)
            {
                for (var v = h0; v < h1; v++)
                {
                    var at = x + z * slice + v * row + first + (k - start) * stride;
                    for (long tap = 0; tap < kernel; tap++) sum += Load(at + tap, stride);
                }
            }
            sum /= divisors;
            if (end - k >= Width) sum.Store(y + k);
            else for (int n = 0; n < end - k; n++) y[k + n] = sum[n];
        }
    }
}
