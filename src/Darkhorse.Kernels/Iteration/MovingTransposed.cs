using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// Copies whose target runs along one dim and whose source along another. Element by element each read would fetch a line of the cache for one
/// element of it; in square tiles every line is used whole.
/// </summary>
static unsafe class MovingTransposed
{
    /// <summary>Elements of a tile's side: a line of the cache of 4-byte elements.</summary>
    const int Tile = 16;

    /// <summary>Copies if target and source lie so; sizes innermost first, strides in bytes of target and source for each dim.</summary>
    /// <returns>Whether the copy was of this kind, and is done.</returns>
    public static bool TryRun<S>(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, byte* target, byte* source) where S : unmanaged
    {
        int rank = sizes.Length;
        if (rank < 2 || strides[0] != sizeof(S) || strides[1] == sizeof(S) || sizes[0] < Tile) return false;
        int across = 1;
        while (across < rank && strides[2 * across + 1] != sizeof(S)) across++;
        if (across == rank || sizes[across] < Tile) return false;
        fixed (long* n = sizes, step = strides)
        {
            var work = new Work<S>(n, step, rank, across, target, source);
            long bands = work.Bands;
            for (int d = 1; d < rank; d++) if (d != across) bands *= sizes[d];
            WorkerPool.For(bands, Math.Max(1, IterPlan.Grain / (sizes[0] * Tile)), work);
        }
        return true;
    }

    /// <summary>A band is <see cref="Tile"/> source-contiguous elements wide and all of dim 0 long.</summary>
    readonly struct Work<S>(long* sizes, long* strides, int rank, int across, byte* target, byte* source) : IRangeBody where S : unmanaged
    {
        public long Bands => (sizes[across] + Tile - 1) / Tile;

        public void Run(long start, long end)
        {
            for (long band = start; band < end; band++)
            {
                long rest = band / Bands, first = band % Bands * Tile;
                byte* t = target + first * strides[2 * across], s = source + first * sizeof(S);
                for (int d = 1; d < rank; d++)
                {
                    if (d == across) continue;
                    (rest, long index) = Math.DivRem(rest, sizes[d]);
                    t += index * strides[2 * d];
                    s += index * strides[2 * d + 1];
                }
                Band(t, s, Math.Min(Tile, sizes[across] - first));
            }
        }

        /// <summary>target[k][i] = source[i][k] for i along dim 0 and k across.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Band(byte* t, byte* s, long width)
        {
            long length = sizes[0], targetStep = strides[2 * across], sourceStep = strides[1], i = 0;
            if (width == Tile && sizeof(S) == 4 && Avx.IsSupported)
            {
                for (; i <= length - 16; i += 16)
                    for (int a = 0; a < 16; a += 8)
                        for (int b = 0; b < 16; b += 8)
                            Eight((float*)(s + (i + a) * sourceStep) + b, sourceStep, (float*)(t + b * targetStep) + i + a, targetStep);
            }
            else if (width == Tile && sizeof(S) == 8 && Avx.IsSupported)
            {
                for (; i <= length - 8; i += 8)
                    for (int b = 0; b < 16; b += 4)
                        for (int a = 0; a < 8; a += 4)
                            Four((double*)(s + (i + a) * sourceStep) + b, sourceStep, (double*)(t + b * targetStep) + i + a, targetStep);
            }
            for (; i < length; i += Tile)
            {
                long stop = Math.Min(i + Tile, length);
                for (long k = 0; k < width; k++)
                    for (long j = i; j < stop; j++) ((S*)(t + k * targetStep))[j] = ((S*)(s + j * sourceStep))[k];
            }
        }
    }

    /// <summary>Transposes 8 x 8 elements of 4 bytes in registers: pairs, then fours, then halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Eight(float* s, long sourceStep, float* t, long targetStep)
    {
        var r0 = Vector256.Load(s);
        var r1 = Vector256.Load((float*)((byte*)s + sourceStep));
        var r2 = Vector256.Load((float*)((byte*)s + 2 * sourceStep));
        var r3 = Vector256.Load((float*)((byte*)s + 3 * sourceStep));
        var r4 = Vector256.Load((float*)((byte*)s + 4 * sourceStep));
        var r5 = Vector256.Load((float*)((byte*)s + 5 * sourceStep));
        var r6 = Vector256.Load((float*)((byte*)s + 6 * sourceStep));
        var r7 = Vector256.Load((float*)((byte*)s + 7 * sourceStep));
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44), b1 = Avx.Shuffle(a0, a2, 0xEE), b2 = Avx.Shuffle(a1, a3, 0x44), b3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> b4 = Avx.Shuffle(a4, a6, 0x44), b5 = Avx.Shuffle(a4, a6, 0xEE), b6 = Avx.Shuffle(a5, a7, 0x44), b7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Permute2x128(b0, b4, 0x20).Store(t);
        Avx.Permute2x128(b1, b5, 0x20).Store((float*)((byte*)t + targetStep));
        Avx.Permute2x128(b2, b6, 0x20).Store((float*)((byte*)t + 2 * targetStep));
        Avx.Permute2x128(b3, b7, 0x20).Store((float*)((byte*)t + 3 * targetStep));
        Avx.Permute2x128(b0, b4, 0x31).Store((float*)((byte*)t + 4 * targetStep));
        Avx.Permute2x128(b1, b5, 0x31).Store((float*)((byte*)t + 5 * targetStep));
        Avx.Permute2x128(b2, b6, 0x31).Store((float*)((byte*)t + 6 * targetStep));
        Avx.Permute2x128(b3, b7, 0x31).Store((float*)((byte*)t + 7 * targetStep));
    }

    /// <summary>Transposes 4 x 4 elements of 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Four(double* s, long sourceStep, double* t, long targetStep)
    {
        var r0 = Vector256.Load(s);
        var r1 = Vector256.Load((double*)((byte*)s + sourceStep));
        var r2 = Vector256.Load((double*)((byte*)s + 2 * sourceStep));
        var r3 = Vector256.Load((double*)((byte*)s + 3 * sourceStep));
        Vector256<double> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(a0, a2, 0x20).Store(t);
        Avx.Permute2x128(a1, a3, 0x20).Store((double*)((byte*)t + targetStep));
        Avx.Permute2x128(a0, a2, 0x31).Store((double*)((byte*)t + 2 * targetStep));
        Avx.Permute2x128(a1, a3, 0x31).Store((double*)((byte*)t + 3 * targetStep));
    }
}
