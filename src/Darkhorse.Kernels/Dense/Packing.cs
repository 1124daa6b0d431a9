using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Rearranges a strip of a matrix for the micro-kernel: <c>width</c> lanes side by side for each step of k. A strip of A has rows as lanes, a strip of B columns; the
/// code is the same with the strides exchanged. Lanes past the matrix are zero.
/// </summary>
static unsafe class Packing
{
    /// <summary>
    /// Packs <paramref name="lanes"/> lanes, at most <paramref name="width"/>, of which the first starts at <paramref name="source"/>. <paramref name="lane"/> is the
    /// stride from a lane to the next, <paramref name="step"/> the stride from one k to the next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Strip<T>(T* source, nint lane, nint step, nint lanes, nint width, nint k, T* target) where T : unmanaged
    {
        if (lane == 1 && lanes == width) CopyRows(source, step, width, k, target);
        else if (step == 1 && Avx.IsSupported && sizeof(T) == 4 && lanes >= 8) Transpose(source, lane, lanes, width, k, target);
        else Gather(source, lane, step, lanes, width, k, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CopyRows<T>(T* source, nint step, nint width, nint k, T* target) where T : unmanaged
    {
        var bytes = width * sizeof(T);
        if (Vector512.IsHardwareAccelerated && bytes == 128)
        {
            for (; k > 0; k--, source += step, target += width)
            {
                var low = Vector512.Load((byte*)source);
                var high = Vector512.Load((byte*)source + 64);
                low.Store((byte*)target);
                high.Store((byte*)target + 64);
            }
        }
        else if (bytes % 16 == 0)
        {
            for (; k > 0; k--, source += step, target += width)
            {
                for (nint i = 0; i < bytes; i += 16) Vector128.Load((byte*)source + i).Store((byte*)target + i);
            }
        }
        else Gather(source, 1, step, width, width, k, target);
    }

    /// <summary>Lanes of four bytes whose k runs along memory: blocks of 8 by 8 are transposed in registers.</summary>
    static void Transpose<T>(T* source, nint lane, nint lanes, nint width, nint k, T* target) where T : unmanaged
    {
        float* from = (float*)source, to = (float*)target;
        nint l = 0;
        var whole = k & ~(nint)7;
        for (; l + 8 <= lanes; l += 8)
        {
            for (nint p = 0; p < whole; p += 8) Transpose8(from + l * lane + p, lane, to + p * width + l, width);
            if (whole < k) Gather(from + l * lane + whole, lane, 1, 8, 8, k - whole, to + whole * width + l, width);
        }
        if (l < width) Gather(from + l * lane, lane, 1, lanes - l, width - l, k, to + l, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Transpose8(float* s, nint lane, float* t, nint width)
    {
        // Each 256-bit row holds columns 0-3 of lane i and of lane i + 4, so that the halves need no crossing later.
        var a = Pair(s, s + 4 * lane);
        var b = Pair(s + lane, s + 5 * lane);
        var c = Pair(s + 2 * lane, s + 6 * lane);
        var d = Pair(s + 3 * lane, s + 7 * lane);
        Transpose4(a, b, c, d, t, width);
        s += 4;
        a = Pair(s, s + 4 * lane);
        b = Pair(s + lane, s + 5 * lane);
        c = Pair(s + 2 * lane, s + 6 * lane);
        d = Pair(s + 3 * lane, s + 7 * lane);
        Transpose4(a, b, c, d, t + 4 * width, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Pair(float* low, float* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Transpose4(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* t, nint width)
    {
        var (ab, abHigh) = (Avx.UnpackLow(a, b).AsDouble(), Avx.UnpackHigh(a, b).AsDouble());
        var (cd, cdHigh) = (Avx.UnpackLow(c, d).AsDouble(), Avx.UnpackHigh(c, d).AsDouble());
        Avx.UnpackLow(ab, cd).AsSingle().Store(t);
        Avx.UnpackHigh(ab, cd).AsSingle().Store(t + width);
        Avx.UnpackLow(abHigh, cdHigh).AsSingle().Store(t + 2 * width);
        Avx.UnpackHigh(abHigh, cdHigh).AsSingle().Store(t + 3 * width);
    }

    static void Gather<T>(T* source, nint lane, nint step, nint lanes, nint width, nint k, T* target) where T : unmanaged =>
        Gather(source, lane, step, lanes, width, k, target, width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Gather<T>(T* source, nint lane, nint step, nint lanes, nint width, nint k, T* target, nint pitch) where T : unmanaged
    {
        nint l = 0;
        for (; l + 4 <= lanes; l += 4)
        {
            T* s0 = source + l * lane, s1 = s0 + lane, s2 = s1 + lane, s3 = s2 + lane;
            var t = target + l;
            for (nint p = 0, at = 0; p < k; p++, at += step, t += pitch) (t[0], t[1], t[2], t[3]) = (s0[at], s1[at], s2[at], s3[at]);
        }
        for (; l < lanes; l++)
        {
            T* s = source + l * lane, t = target + l;
            for (nint p = 0; p < k; p++, s += step, t += pitch) *t = *s;
        }
        for (; l < width; l++)
        {
            var t = target + l;
            for (nint p = 0; p < k; p++, t += pitch) *t = default;
        }
    }
}
