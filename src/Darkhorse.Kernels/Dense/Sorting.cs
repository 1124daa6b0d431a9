using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>Orders of the runs along the middle of contiguous sizes [outer, size, inner]. Real dtypes and bool; nan is larger than every number.</summary>
public static unsafe class Sorting
{
    /// <summary>What is taken from each ordered run.</summary>
    public enum Pick
    {
        /// <summary>The element at a place.</summary>
        Place,

        /// <summary>The lower median; nan if there is one.</summary>
        Median,

        /// <summary>The lower median of what is not nan.</summary>
        MedianOfNumbers,

        /// <summary>The most frequent element, of equally frequent ones the smallest; its last index.</summary>
        Mode,
    }

    /// <summary>The sizes of the operands.</summary>
    public readonly record struct Shape(long Outer, long Size, long Inner)
    {
        public long Runs => Outer * Inner;
        public long Grain => Math.Max(1, IterPlan.Grain / 4 / Math.Max(1, Size));

        /// <summary>Where the first element of a run is, in sizes [Outer, length, Inner].</summary>
        public long Start(long run, long length) => run / Inner * length * Inner + run % Inner;
    }

    /// <summary>The first <paramref name="count"/> elements of each run in ascending (or descending) order, equal ones in their old order, and their indices.</summary>
    public static void Sort(DType dtype, Shape shape, long count, bool descending, byte* x, byte* values, long* indices)
    {
        var visitor = new SortVisitor(shape, count, descending, x, values, indices);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    /// <summary>One element of each run and its index, into contiguous results of sizes [outer, inner]. The runs must not be empty.</summary>
    public static void Select(DType dtype, Shape shape, Pick pick, long place, byte* x, byte* values, long* indices)
    {
        var visitor = new SelectVisitor(shape, pick, place, x, values, indices);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct SortVisitor(Shape shape, long count, bool descending, byte* x, byte* values, long* indices) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            if (count > 0) WorkerPool.For(shape.Runs, shape.Grain, new SortTask<S>(shape, count, descending, (S*)x, (S*)values, indices));
        }
    }

    readonly struct SortTask<S>(Shape shape, long count, bool descending, S* x, S* values, long* indices) : IRangeBody where S : unmanaged
    {
        public void Run(long start, long end)
        {
            using var order = new SortRun(shape.Size, SortKeys.AreWide<S>(), descending);
            for (long run = start; run < end; run++) One(order, run);
        }

        void One(SortRun order, long run)
        {
            S* a = x + shape.Start(run, shape.Size);
            long target = shape.Start(run, count);
            if (order.AreFew(count))
            {
                order.LoadFirst(a, shape.Inner, count);
            }
            else
            {
                order.Load(a, shape.Inner);
                order.SortFirst(count);
            }
            for (long k = 0; k < count; k++, target += shape.Inner)
            {
                long index = order[k];
                (values[target], indices[target]) = (a[index * shape.Inner], index);
            }
        }
    }

    readonly ref struct SelectVisitor(Shape shape, Pick pick, long place, byte* x, byte* values, long* indices) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged => WorkerPool.For(shape.Runs, shape.Grain, new SelectTask<S>(shape, pick, place, (S*)x, (S*)values, indices));
    }

    readonly struct SelectTask<S>(Shape shape, Pick pick, long place, S* x, S* values, long* indices) : IRangeBody where S : unmanaged
    {
        public void Run(long start, long end)
        {
            using var order = new SortRun(shape.Size, SortKeys.AreWide<S>(), false);
            for (long run = start; run < end; run++) One(order, run);
        }

        void One(SortRun order, long run)
        {
            S* a = x + shape.Start(run, shape.Size);
            long index;
            if (pick == Pick.Median && FirstNan(a) is var nan and >= 0)
            {
                index = nan;
            }
            else
            {
                order.Load(a, shape.Inner);
                index = pick switch
                {
                    Pick.Place => order.Select(place),
                    Pick.Median => order.Select((shape.Size - 1) / 2),
                    Pick.MedianOfNumbers => order.Select(Math.Max(0, (Numbers(a) - 1) / 2)),
                    _ => Mode(ref order),
                };
            }
            (values[run], indices[run]) = (a[index * shape.Inner], index);
        }

        long FirstNan(S* a)
        {
            if (!IsFloat) return -1;
            for (long i = 0; i < shape.Size; i++) if (double.IsNaN(Casting.Cast<S, double>(a[i * shape.Inner]))) return i;
            return -1;
        }

        long Numbers(S* a)
        {
            if (!IsFloat) return shape.Size;
            long count = 0;
            for (long i = 0; i < shape.Size; i++) if (!double.IsNaN(Casting.Cast<S, double>(a[i * shape.Inner]))) count++;
            return count;
        }

        static bool IsFloat => typeof(S) == typeof(float) || typeof(S) == typeof(double) || typeof(S) == typeof(Half) || typeof(S) == typeof(BFloat16);

        long Mode(ref SortRun order)
        {
            order.Sort();
            long best = 0, most = 0;
            for (long first = 0; first < shape.Size;)
            {
                long last = first;
                while (last + 1 < shape.Size && order.SameAsNext(last)) last++;
                if (last - first + 1 > most) (best, most) = (last, last - first + 1);
                first = last + 1;
            }
            return order[best];
        }
    }
}
