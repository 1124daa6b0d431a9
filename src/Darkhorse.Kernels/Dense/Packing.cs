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
        if (lane == 1 && 16 % sizeof(T) == 0) CopyRows(source, step, lanes, width, k, target);
        else if (step == 1 && lanes >= 4 && k >= 4 && CanTurn<T>()) Turn(source, lane, lanes, width, k, target);
        else Gather(source, lane, step, lanes, width, k, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CopyRows<T>(T* source, nint step, nint lanes, nint width, nint k, T* target) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated && lanes * sizeof(T) == 128)
        {
            for (; k > 0; k--, source += step, target += width)
            {
                var low = Vector512.Load((byte*)source);
                var high = Vector512.Load((byte*)source + 64);
                low.Store((byte*)target);
                high.Store((byte*)target + 64);
            }
            return;
        }
        var whole = lanes * sizeof(T) / 16 * 16;
        for (; k > 0; k--, source += step, target += width)
        {
            for (nint at = 0; at < whole; at += 16) Vector128.Load((byte*)source + at).Store((byte*)target + at);
            var i = whole / sizeof(T);
            for (; i < lanes; i++) target[i] = source[i];
            for (; i < width; i++) target[i] = default;
        }
    }

    /// <summary>Lanes whose k runs along memory: blocks of 8 by 8 or 4 by 4 elements are turned round in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Turn<T>(T* source, nint lane, nint lanes, nint width, nint k, T* target) where T : unmanaged
    {
        nint l = 0, whole = k & ~(nint)7;
        for (; sizeof(T) == 4 && Avx.IsSupported && l + 8 <= lanes; l += 8)
        {
            for (nint p = 0; p < whole; p += 8) Turn8((float*)(source + l * lane + p), lane, (float*)(target + p * width + l), width);
            if (whole < k) Gather(source + l * lane + whole, lane, 1, 8, 8, k - whole, target + whole * width + l, width);
        }
        whole = k & ~(nint)3;
        for (; l + 4 <= lanes; l += 4)
        {
            for (nint p = 0; p < whole; p += 4)
            {
                if (sizeof(T) == 4) Turn4((float*)(source + l * lane + p), lane, (float*)(target + p * width + l), width);
                else Turn4((double*)(source + l * lane + p), lane, (double*)(target + p * width + l), width);
            }
            if (whole < k) Gather(source + l * lane + whole, lane, 1, 4, 4, k - whole, target + whole * width + l, width);
        }
        if (l < width) Gather(source + l * lane, lane, 1, lanes - l, width - l, k, target + l, width);
    }

    static bool CanTurn<T>() where T : unmanaged => sizeof(T) == 4 && Sse2.IsSupported || sizeof(T) == 8 && Avx.IsSupported;

    /// <summary>Column by column, 8 elements of each of 8 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn8(float* s, nint lane, float* t, nint width)
    {
        // Each 256-bit row holds columns 0-3 of lane i and of lane i + 4, so that the halves need no crossing later.
        for (var half = 0; half < 2; half++, s += 4, t += 4 * width)
        {
            var a = Pair(s, s + 4 * lane);
            var b = Pair(s + lane, s + 5 * lane);
            var c = Pair(s + 2 * lane, s + 6 * lane);
            var d = Pair(s + 3 * lane, s + 7 * lane);
            var (low, high) = (Avx.UnpackLow(a, b).AsDouble(), Avx.UnpackHigh(a, b).AsDouble());
            var (lowNext, highNext) = (Avx.UnpackLow(c, d).AsDouble(), Avx.UnpackHigh(c, d).AsDouble());
            Avx.UnpackLow(low, lowNext).AsSingle().Store(t);
            Avx.UnpackHigh(low, lowNext).AsSingle().Store(t + width);
            Avx.UnpackLow(high, highNext).AsSingle().Store(t + 2 * width);
            Avx.UnpackHigh(high, highNext).AsSingle().Store(t + 3 * width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Pair(float* low, float* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    /// <summary>Column by column, 4 elements of each of 4 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn4(float* s, nint lane, float* t, nint width)
    {
        Vector128<float> a = Vector128.Load(s), b = Vector128.Load(s + lane), c = Vector128.Load(s + 2 * lane), d = Vector128.Load(s + 3 * lane);
        var (low, high) = (Sse.UnpackLow(a, b).AsDouble(), Sse.UnpackHigh(a, b).AsDouble());
        var (lowNext, highNext) = (Sse.UnpackLow(c, d).AsDouble(), Sse.UnpackHigh(c, d).AsDouble());
        Sse2.UnpackLow(low, lowNext).AsSingle().Store(t);
        Sse2.UnpackHigh(low, lowNext).AsSingle().Store(t + width);
        Sse2.UnpackLow(high, highNext).AsSingle().Store(t + 2 * width);
        Sse2.UnpackHigh(high, highNext).AsSingle().Store(t + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Turn4(double* s, nint lane, double* t, nint width)
    {
        // Columns 0-1 of lane i beside those of lane i + 2, then columns 2-3, for the same reason as above.
        for (var half = 0; half < 2; half++, s += 2, t += 2 * width)
        {
            var a = Vector256.Create(Vector128.Load(s), Vector128.Load(s + 2 * lane));
            var b = Vector256.Create(Vector128.Load(s + lane), Vector128.Load(s + 3 * lane));
            Avx.UnpackLow(a, b).Store(t);
            Avx.UnpackHigh(a, b).Store(t + width);
        }
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
