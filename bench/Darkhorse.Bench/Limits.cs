using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bench;

/// <summary>
/// What the machine can do, measured: a row's roofline is the larger of the times that its operations and its bytes take at these rates. It is an estimate: a
/// row may use registers better than the plain loops below, or count bytes that never leave the cache, and so pass 100 %.
/// </summary>
static unsafe class Limits
{
    static readonly Dictionary<(long Bytes, int Threads), double> Bandwidths = [];
    static readonly Dictionary<int, double> Operations = [];

    /// <summary>The share of the machine's limit that a row reaches; NaN where it names neither operations nor bytes.</summary>
    public static double Share(Row row, int threads, double nanoseconds)
    {
        double least = 0;
        if (row.Flops > 0) least = row.Flops / Flops(threads);
        if (row.Bytes > 0) least = Math.Max(least, row.Bytes / Bandwidth((long)row.Bytes, threads));
        return least > 0 ? least / nanoseconds : double.NaN;
    }

    /// <summary>Float32 operations a nanosecond: independent fused multiply-adds in registers.</summary>
    static double Flops(int threads)
    {
        if (!Operations.TryGetValue(threads, out double rate))
            Operations[threads] = rate = 2.0 * 12 * Vector512<float>.Count * Rate(threads, MultiplyAdd, 1 << 16);
        return rate;
    }

    /// <summary>Bytes a nanosecond: half of them read and half written, over as much memory as the row touches, rounded up to a power of two.</summary>
    static double Bandwidth(long bytes, int threads)
    {
        bytes = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(bytes, 1 << 14, 1 << 28));
        if (!Bandwidths.TryGetValue((bytes, threads), out double rate))
        {
            var source = new float[bytes / 2 / sizeof(float)];
            var target = new float[source.Length];
            long part = source.Length / threads;
            Bandwidths[(bytes, threads)] = rate = Rate(threads, (count, thread) => Copy(source, target, part, count, thread), Math.Max(1, (1 << 24) / bytes)) * part * 8;
        }
        return rate;
    }

    /// <summary>Iterations a nanosecond of all threads together: the best of seven.</summary>
    static double Rate(int threads, Action<long, int> work, long count)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < 7; i++)
        {
            var start = Stopwatch.GetTimestamp();
            if (threads == 1) work(count, 0);
            else Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, thread => work(count, thread));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }
        return count * threads / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Copy(float[] source, float[] target, long part, long count, int thread)
    {
        fixed (float* s = source, t = target)
        {
            for (long k = 0; k < count; k++)
            {
                float* from = s + part * thread, to = t + part * thread;
                for (long i = 0; i < part; i += 16) Vector512.Store(Vector512.Load(from + i), to + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void MultiplyAdd(long count, int thread)
    {
        Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(0.001f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (; count > 0; count--)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }
        s_sink = (a + b + c + d + e + f + g + h + i + j + k + l)[0];
    }

    static volatile float s_sink;
}
