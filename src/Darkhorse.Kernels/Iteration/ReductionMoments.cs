using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;
using Darkhorse.Kernels.Rows;

namespace Darkhorse.Kernels.Iteration;

/// <summary>
/// Mean and variance. Two passes over each block while it is in the cache (its mean, then the squared deviations from it); blocks are merged in float64 by the
/// formulas of Chan, Golub and LeVeque (1979), so that large means cost no digits and memory is read once.
/// </summary>
public static unsafe partial class Reduction
{
    /// <summary>Variance (or its root) and mean over the dims of <paramref name="reduced"/>, into contiguous results of the other dims. The sum of squares is divided by n - correction.</summary>
    public static void Moments(DType dtype, Layout layout, byte* x, ulong reduced, double correction, bool root, byte* variance, byte* mean)
    {
        var visitor = new MomentsVisitor(layout, x, reduced, correction, root, variance, mean);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <summary>How many numbers, their mean, and the sum of the squared deviations from it.</summary>
    struct Moment
    {
        public double Count, Mean, Squares;

        public void Merge(in Moment other)
        {
            if (other.Count == 0) return;
            double count = Count + other.Count, delta = other.Mean - Mean;
            Mean += delta * (other.Count / count);
            Squares += other.Squares + delta * delta * (Count * other.Count / count);
            Count = count;
        }
    }

    readonly struct PlainSum : IReduceOp
    {
        public static DTypes Domain => DTypes.Floats;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Map<V>(V x) where V : struct, ILanes<V> => x;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
        public V Finish<V>(V total) where V : struct, ILanes<V> => total;
    }

    readonly struct PlainMaximum : IReduceOp
    {
        public static DTypes Domain => DTypes.Floats;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Identity<V>() where V : struct, ILanes<V> => V.Const(double.NegativeInfinity);
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Map<V>(V x) where V : struct, ILanes<V> => x;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Combine<V>(V x, V y) where V : struct, ILanes<V> => V.Max(x, y);
        public V Finish<V>(V total) where V : struct, ILanes<V> => total;
    }

    /// <summary>The largest of a contiguous run of floats; nan if there is one.</summary>
    internal static double Maximum<S, E>(S* x, long count) where S : unmanaged where E : struct, IElements<S>
    {
        double max = 0;
        SumBlock<S, E, PlainMaximum>(default, x, count, (byte*)&max);
        return Number<S>(&max);
    }

    /// <summary>Mean and squared deviations from it of several contiguous runs of floats, one a stride after the other.</summary>
    internal static (double Mean, double Squares) MeanAndSquares<S, E>(S* x, long count, long runs = 1, long stride = 0) where S : unmanaged where E : struct, IElements<S>
    {
        var moment = new Moment();
        for (long run = 0; run < runs; run++) AddRun<S, E>(x + run * stride, count, ref moment);
        return (moment.Mean, moment.Squares);
    }

    readonly struct SquaredDeviations(double center) : IReduceOp
    {
        public static DTypes Domain => DTypes.Floats;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Identity<V>() where V : struct, ILanes<V> => V.Zero;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x + y;
        public V Finish<V>(V total) where V : struct, ILanes<V> => total;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Map<V>(V x) where V : struct, ILanes<V>
        {
            V d = x - V.Const(center);
            return d * d;
        }
    }

    readonly ref struct MomentsVisitor(Layout layout, byte* x, ulong reduced, double correction, bool root, byte* variance, byte* mean) : IElementVisitor
    {
        public static DTypes Domain => DTypes.Floats;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            var shape = new ReducedShape(layout, reduced, stackalloc long[4 * layout.Rank + 4]);
            fixed (long* dims = shape.Dims)
            {
                var work = new Work(dims, shape.KeptRank, shape.ReducedRank);
                long outputs = work.OutputCount, count = work.ReducedCount;
                if (outputs == 0) return;
                var finish = new MomentsResult<S>(count - correction, root, (S*)variance, (S*)mean);
                if (outputs == 1 && work.ReducedRank == 1 && work.ReducedStride(0) == 1 && count > IterPlan.Grain)
                    MomentsFull<S, E>((S*)x, count, finish);
                else if (work.HasColumns && count > 0)
                    WorkerPool.For(outputs, ColumnGrain(count), new MomentColumnsTask<S, E>(work, (S*)x, finish));
                else
                    WorkerPool.For(outputs, Math.Max(1, IterPlan.Grain / Math.Max(1, count)), new MomentRowsTask<S, E>(work, (S*)x, finish));
            }
        }
    }

    /// <summary>Where the results go, and by what the sums of squares are divided.</summary>
    readonly struct MomentsResult<S>(double divisor, bool root, S* variance, S* mean) where S : unmanaged
    {
        public double Divisor => Math.Max(divisor, 0);
        public bool Root => root;
        public S* Variance => variance;
        public S* Mean => mean;

        public void Store(long output, in Moment moment)
        {
            double v = moment.Count == 0 ? double.NaN : moment.Squares / Divisor;
            variance[output] = Casting.Cast<double, S>(root ? Math.Sqrt(v) : v);
            mean[output] = Casting.Cast<double, S>(moment.Count == 0 ? double.NaN : moment.Mean);
        }
    }

    static void MomentsFull<S, E>(S* x, long count, MomentsResult<S> result) where S : unmanaged where E : struct, IElements<S>
    {
        long parts = (count + IterPlan.Grain - 1) / IterPlan.Grain;
        var partial = (Moment*)NativeMemory.Alloc((nuint)(parts * sizeof(Moment)));
        WorkerPool.For(count, IterPlan.Grain, new MomentPartTask<S, E>(x, partial));
        var total = new Moment();
        for (long i = 0; i < parts; i++) total.Merge(partial[i]);
        NativeMemory.Free(partial);
        result.Store(0, total);
    }

    readonly struct MomentPartTask<S, E>(S* x, Moment* partial) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            var moment = new Moment();
            AddRun<S, E>(x + start, end - start, ref moment);
            partial[start / IterPlan.Grain] = moment;
        }
    }

    static void AddRun<S, E>(S* x, long count, ref Moment moment) where S : unmanaged where E : struct, IElements<S>
    {
        double total = 0;
        for (long i = 0; i < count; i += Block)
        {
            long n = Math.Min(Block, count - i);
            SumBlock<S, E, PlainSum>(default, x + i, n, (byte*)&total);
            var block = new Moment { Count = n, Mean = Number<S>(&total) / n };
            SumBlock<S, E, SquaredDeviations>(new(block.Mean), x + i, n, (byte*)&total);
            block.Squares = Number<S>(&total);
            moment.Merge(block);
        }
    }

    /// <summary>A total that was left as a lane: float32 for all but float64.</summary>
    static double Number<S>(double* lane) => typeof(S) == typeof(double) ? *lane : *(float*)lane;

    readonly struct MomentRowsTask<S, E>(Work work, S* x, MomentsResult<S> result) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            long size = work.ReducedSize(0), stride = work.ReducedStride(0), runs = size == 0 ? 0 : work.ReducedCount / size;
            S* gathered = stackalloc S[stride == 1 ? 1 : RowBlock];
            for (long output = start; output < end; output++)
            {
                S* at = x + work.OutputOffset(output);
                var moment = new Moment();
                for (long run = 0; run < runs; run++)
                {
                    S* p = at + work.RunOffset(run);
                    if (stride == 1)
                    {
                        AddRun<S, E>(p, size, ref moment);
                        continue;
                    }
                    for (long i = 0; i < size; i += RowBlock)
                    {
                        long n = Math.Min(RowBlock, size - i);
                        for (long k = 0; k < n; k++) gathered[k] = p[(i + k) * stride];
                        AddRun<S, E>(gathered, n, ref moment);
                    }
                }
                result.Store(output, moment);
            }
        }
    }

    readonly struct MomentColumnsTask<S, E>(Work work, S* x, MomentsResult<S> result) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        public void Run(long start, long end)
        {
            byte* buffers = stackalloc byte[4 * ColumnPass.BufferSize];
            byte* mean = buffers, squares = mean + ColumnPass.BufferSize, partMean = squares + ColumnPass.BufferSize, partSquares = partMean + ColumnPass.BufferSize;
            long columns = work.KeptSize(work.KeptRank - 1), rows = work.ReducedSize(0), stride = work.ReducedStride(0);
            while (start < end)
            {
                long first = start % columns, width = Math.Min(Math.Min(columns - first, end - start), ColumnPass.Widest);
                S* p = x + work.OutputOffset(start - first) + first;
                for (long row = 0; row < rows; row += RowBlock)
                {
                    // Two passes over a block of rows, the second one in the cache; then the block joins those before it.
                    long n = Math.Min(RowBlock, rows - row);
                    ColumnPass.Run<S, E, SumOf>(null, p + row * stride, null, n, stride, width, null, null, partMean);
                    ColumnPass.Finish<S, E>(width, partMean, null, n, false);
                    ColumnPass.Run<S, E, SquaresOf>(null, p + row * stride, null, n, stride, width, partMean, null, partSquares);
                    var merge = new MergeLoop<S>(width, row, n, mean, squares, partMean, partSquares);
                    E.Run(ref merge);
                }
                ColumnPass.Finish<S, E>(width, mean, result.Mean + start, 1, false);
                ColumnPass.Finish<S, E>(width, squares, result.Variance + start, result.Divisor, result.Root);
                start += width;
            }
        }
    }

    /// <summary><see cref="Moment.Merge"/> for columns.</summary>
    ref struct MergeLoop<S>(long width, long before, long count, byte* mean, byte* squares, byte* partMean, byte* partSquares) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            int lane = Unsafe.SizeOf<V>() / M.Count;
            double total = before + count;
            V share = V.Const(count / total), weight = V.Const(before * (count / total));
            for (; _i <= width - M.Count; _i += M.Count)
            {
                long at = _i * lane;
                V m = Unsafe.Read<V>(partMean + at), s = Unsafe.Read<V>(partSquares + at);
                if (before > 0)
                {
                    V known = Unsafe.Read<V>(mean + at), delta = m - known;
                    m = V.MulAdd(delta, share, known);
                    s += V.MulAdd(delta * delta, weight, Unsafe.Read<V>(squares + at));
                }
                Unsafe.Write(mean + at, m);
                Unsafe.Write(squares + at, s);
            }
        }
    }

    readonly struct SumOf : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => false;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => s += a;
    }

    readonly struct SquaresOf : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V>
        {
            V d = a - p;
            return s = V.MulAdd(d, d, s);
        }
    }
}
