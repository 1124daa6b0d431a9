using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Iteration;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>Binary searches, the order of rows, and histograms.</summary>
public static unsafe class SortedSearch
{
    /// <summary>
    /// For each value the place in a sorted sequence where it could be inserted: before equal elements, or behind them if <paramref name="right"/>. There is one
    /// sequence of <paramref name="length"/> for each run of <paramref name="run"/> values, or (run = count) one for all. The sorter, which may be null, says where the
    /// elements of the order are.
    /// </summary>
    public static void Find(DType dtype, byte* sequence, long length, byte* values, long count, long run, long* sorter, bool right, long* result)
    {
        var visitor = new FindVisitor(sequence, length, values, count, run, sorter, right, result);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct FindVisitor(byte* sequence, long length, byte* values, long count, long run, long* sorter, bool right, long* result) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged => WorkerPool.For(count, IterPlan.Grain / 8, new FindTask<S>((S*)sequence, length, (S*)values, run, sorter, right, result));
    }

    readonly struct FindTask<S>(S* sequence, long length, S* values, long run, long* sorter, bool right, long* result) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (long i = start; i < end; i++) result[i] = Below(sequence + i / run * length, sorter == null ? null : sorter + i / run * length, values[i]);
        }

        /// <summary>How many elements come before the value. The halves are chosen by arithmetic: a branch would be guessed wrong every second time.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        long Below(S* elements, long* order, S value)
        {
            long low = 0, left = length;
            while (left > 0)
            {
                long half = left >> 1, middle = low + half;
                S element = elements[order == null ? middle : order[middle]];
                // Written so that nan is larger than everything.
                bool before = right ? !Less(value, element) : !AtLeast(element, value);
                long step = *(byte*)&before;
                low += (half + 1) * step;
                left = half - (step & ~left & 1);
            }
            return low;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Less<S>(S a, S b) where S : unmanaged
        => typeof(S) == typeof(long) ? Casting.Cast<S, long>(a) < Casting.Cast<S, long>(b) : Casting.Cast<S, double>(a) < Casting.Cast<S, double>(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool AtLeast<S>(S a, S b) where S : unmanaged
        => typeof(S) == typeof(long) ? Casting.Cast<S, long>(a) >= Casting.Cast<S, long>(b) : Casting.Cast<S, double>(a) >= Casting.Cast<S, double>(b);

    /// <summary>The order of contiguous rows that sorts them by their first elements, equal ones by the next, and so on; equal rows keep theirs.</summary>
    public static void RowOrder(DType dtype, byte* x, long rows, long size, long* order)
    {
        var visitor = new RowOrderVisitor(x, rows, size, order);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct RowOrderVisitor(byte* x, long rows, long size, long* order) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            for (long i = 0; i < rows; i++) order[i] = i;
            new Span<long>(order, checked((int)rows)).Sort(new RowComparer<S>((S*)x, size));
        }
    }

    readonly struct RowComparer<S>(S* x, long size) : IComparer<long> where S : unmanaged
    {
        public int Compare(long a, long b)
        {
            for (long i = 0; i < size; i++)
            {
                ulong p = Key(x[a * size + i]), q = Key(x[b * size + i]);
                if (p != q) return p < q ? -1 : 1;
            }
            return a.CompareTo(b);
        }

        static ulong Key(S value) => SortKeys.AreWide<S>() ? SortKeys.Wide(value) : SortKeys.Narrow(value);
    }

    /// <summary>
    /// Adds the weights (1 where there are none) of the elements between each two neighbours of the ascending edges; the last bin includes its upper edge. What lies
    /// outside, and nan, is left out.
    /// </summary>
    public static void Histogram(DType dtype, byte* x, long count, byte* weight, byte* edges, long bins, byte* result)
    {
        var visitor = new HistogramVisitor(x, count, weight, edges, bins, result);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct HistogramVisitor(byte* x, long count, byte* weight, byte* edges, long bins, byte* result) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            S* elements = (S*)x, weights = (S*)weight, borders = (S*)edges, sums = (S*)result;
            var totals = new double[bins];
            double first = Casting.Cast<S, double>(borders[0]), last = Casting.Cast<S, double>(borders[bins]), perBin = bins / (last - first);
            for (long i = 0; i < count; i++)
            {
                double value = Casting.Cast<S, double>(elements[i]);
                if (!(value >= first && value <= last)) continue;
                long low = Bin(borders, bins, (long)((value - first) * perBin), value);
                totals[low] += weights == null ? 1 : Casting.Cast<S, double>(weights[i]);
            }
            for (long bin = 0; bin < bins; bin++) sums[bin] = Casting.Cast<double, S>(totals[bin]);
        }

        /// <summary>The last bin that begins at or below the value: the guess where the bins are equal, but for rounding; else found by halving.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static long Bin<S>(S* borders, long bins, long guess, double value) where S : unmanaged
        {
            long low = 0, high = bins;
            if (guess >= 0 && guess < bins)
            {
                if (Casting.Cast<S, double>(borders[guess]) <= value) low = guess;
                else high = guess;
                if (low == guess && (guess + 1 == bins || Casting.Cast<S, double>(borders[guess + 1]) > value)) return guess;
            }
            while (high - low > 1)
            {
                long middle = (low + high) / 2;
                if (Casting.Cast<S, double>(borders[middle]) <= value) low = middle;
                else high = middle;
            }
            return low;
        }
    }

    /// <summary>How often each number from 0 on occurs, into zeros; with weights, their sums.</summary>
    public static void Count(long* x, long count, double* weight, long* counts, double* sums)
    {
        for (long i = 0; i < count; i++)
        {
            if (weight == null) counts[x[i]]++;
            else sums[x[i]] += weight[i];
        }
    }
}
