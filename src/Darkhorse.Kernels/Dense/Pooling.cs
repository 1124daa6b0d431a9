using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>Averages and maxima over windows, and their gradients. A task is a run of whole planes, so sums have one order at any number of threads. Real dtypes; float16 and bfloat16 in float32.</summary>
public static unsafe class Pooling
{
    /// <summary>y = the average of each window of x.</summary>
    public static void Average(DType dtype, PoolShape shape, void* y, void* x) => Run(dtype, new(Kind.Average, shape, x, y, null));

    /// <summary>x = the gradient of an average's input by that of its output y.</summary>
    public static void SpreadAverage(DType dtype, PoolShape shape, void* x, void* y) => Run(dtype, new(Kind.SpreadAverage, shape, x, y, null));

    /// <summary>y = the maximum of each window of x, nan if there is one, and its position in the plane.</summary>
    public static void Maximum(DType dtype, PoolShape shape, void* y, long* positions, void* x) => Run(dtype, new(Kind.Maximum, shape, x, y, positions));

    /// <summary>y = the elements of x at positions in the plane.</summary>
    public static void Gather(DType dtype, long planes, long input, long output, void* y, long* positions, void* x) => Run(dtype, new(Kind.Gather, null, x, y, positions, planes, input, output));

    /// <summary>x = zeros, plus y's elements added at their positions.</summary>
    public static void Scatter(DType dtype, long planes, long input, long output, void* x, long* positions, void* y) => Run(dtype, new(Kind.Scatter, null, x, y, positions, planes, input, output));

    static void Run(DType dtype, Visitor visitor) => Dispatch.VisitNumber(dtype, ref visitor);

    enum Kind
    {
        Average,
        SpreadAverage,
        Maximum,
        Gather,
        Scatter,
    }

    struct Visitor(Kind kind, PoolShape? shape, void* x, void* y, long* positions, long planes = 0, long input = 0, long output = 0) : INumberVisitor
    {
        public readonly void Visit<T>() where T : unmanaged, INumber<T> => Run<T, T>();

        public readonly void VisitWidened<S>() where S : unmanaged => Run<S, float>();

        public readonly void VisitComplex<T>() where T : unmanaged, INumber<T> => throw new NotSupportedException("complex numbers have no order");

        readonly void Run<S, T>() where S : unmanaged where T : unmanaged, INumber<T>
        {
            var body = new Body<S, T>(kind, shape, (S*)x, (S*)y, positions, shape?.Input ?? input, shape?.Output ?? output);
            long count = shape?.Planes ?? planes;
            WorkerPool.For(count, Math.Max(1, 16384 / Math.Max(1, Math.Max(body.Input, body.Output))), body);
        }
    }

    readonly struct Body<S, T>(Kind kind, PoolShape? shape, S* x, S* y, long* positions, long input, long output) : IRangeBody where S : unmanaged where T : unmanaged, INumber<T>
    {
        public long Input => input;
        public long Output => output;

        public void Run(long start, long end)
        {
            for (long plane = start; plane < end; plane++)
            {
                S* from = x + plane * input, to = y + plane * output;
                switch (kind)
                {
                    case Kind.Average: Windows<S, T>.Average(shape!, from, to, (shape!.Planes - plane) * input); break;
                    case Kind.SpreadAverage: Windows<S, T>.Spread(shape!, from, to); break;
                    case Kind.Maximum: Windows<S, T>.Maximum(shape!, from, to, positions + plane * output, (shape!.Planes - plane) * input); break;
                    case Kind.Gather: Windows<S, T>.Gather(from, to, positions + plane * output, output); break;
                    default: Windows<S, T>.Scatter(from, to, positions + plane * output, input, output); break;
                }
            }
        }
    }
}

/// <summary>One plane, stored as S and computed as T.</summary>
static unsafe class Windows<S, T> where S : unmanaged where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T Get(S value) => Casting.Cast<S, T>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static S Put(T value) => Casting.Cast<T, S>(value);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Average(PoolShape shape, S* x, S* y, long readable)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        long slice = h.Input * w.Input, row = w.Input;
        var (start, end) = PoolRows.Range<S, T>(shape);
        for (int i = 0; i < d.Output; i++)
        {
            for (int j = 0; j < h.Output; j++)
            {
                bool together = PoolRows.Fits(shape, i, j, start, end, readable);
                if (together) PoolRows.Average(shape, i, j, start, end, (float*)x, (float*)y, float.CreateTruncating(Divisor(shape, i, j, start)));
                for (int k = 0; k < w.Output; k++, y++)
                {
                    if (together && k == start)
                    {
                        y += end - start;
                        k = end;
                        if (k == w.Output) break;
                    }
                    var sum = T.Zero;
                    for (long z = d.First[i]; z < d.Last[i]; z++)
                        for (long v = h.First[j]; v < h.Last[j]; v++)
                            for (S* at = x + z * slice + v * row + w.First[k], stop = at + (w.Last[k] - w.First[k]); at < stop; at++) sum += Get(*at);
                    *y = Put(sum / Divisor(shape, i, j, k));
                }
            }
        }
    }

    static T Divisor(PoolShape shape, int i, int j, int k)
        => T.CreateTruncating(shape.Divisor != 0 ? shape.Divisor : Math.Max(1, shape.D.Size[i] * shape.H.Size[j] * shape.W.Size[k]));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(PoolShape shape, S* x, S* y)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        long slice = h.Input * w.Input, row = w.Input;
        // Narrow numbers are added up in wide ones, and rounded once.
        var sums = typeof(S) == typeof(T) ? (T*)x : Workspace.Take<T>(Workspace.Results, (nint)shape.Input);
        for (long i = 0; i < shape.Input; i++) sums[i] = T.Zero;
        for (int i = 0; i < d.Output; i++)
        {
            for (int j = 0; j < h.Output; j++)
            {
                for (int k = 0; k < w.Output; k++)
                {
                    var share = Get(*y++) / Divisor(shape, i, j, k);
                    for (long z = d.First[i]; z < d.Last[i]; z++)
                        for (long v = h.First[j]; v < h.Last[j]; v++)
                            for (T* at = sums + z * slice + v * row + w.First[k], end = at + (w.Last[k] - w.First[k]); at < end; at++) *at += share;
                }
            }
        }
        if (typeof(S) == typeof(T)) return;
        for (long i = 0; i < shape.Input; i++) x[i] = Put(sums[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Maximum(PoolShape shape, S* x, S* y, long* positions, long readable)
    {
        PoolAxis d = shape.D, h = shape.H, w = shape.W;
        long slice = h.Input * w.Input, row = w.Input, step = w.Step;
        var (start, end) = PoolRows.Range<S, T>(shape);
        for (int i = 0; i < d.Output; i++)
        {
            for (int j = 0; j < h.Output; j++)
            {
                bool together = PoolRows.Fits(shape, i, j, start, end, readable);
                if (together) PoolRows.Maximum(shape, i, j, start, end, (float*)x, (float*)y, positions);
                for (int k = 0; k < w.Output; k++, y++, positions++)
                {
                    if (together && k == start)
                    {
                        y += end - start;
                        positions += end - start;
                        k = end;
                        if (k == w.Output) break;
                    }
                    long best = d.First[i] * slice + h.First[j] * row + w.First[k];
                    var max = Get(x[best]);
                    for (long z = d.First[i]; z < d.Last[i]; z += d.Step)
                    {
                        for (long v = h.First[j]; v < h.Last[j]; v += h.Step)
                        {
                            for (long at = z * slice + v * row + w.First[k], stop = at + w.Last[k] - w.First[k]; at < stop; at += step)
                            {
                                var value = Get(x[at]);
                                // The first maximum wins, the last nan.
                                if (!(value > max) && !T.IsNaN(value)) continue;
                                (max, best) = (value, at);
                            }
                        }
                    }
                    *y = Put(max);
                    *positions = best;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(S* x, S* y, long* positions, long output)
    {
        for (long i = 0; i < output; i++) y[i] = x[positions[i]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(S* x, S* y, long* positions, long input, long output)
    {
        var sums = typeof(S) == typeof(T) ? (T*)x : Workspace.Take<T>(Workspace.Results, (nint)input);
        for (long i = 0; i < input; i++) sums[i] = T.Zero;
        for (long i = 0; i < output; i++) sums[positions[i]] += Get(y[i]);
        if (typeof(S) == typeof(T)) return;
        for (long i = 0; i < input; i++) x[i] = Put(sums[i]);
    }
}
