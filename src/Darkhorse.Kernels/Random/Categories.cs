using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Random;

/// <summary>Indices drawn with replacement, each with a probability in proportion to its weight.</summary>
public static unsafe class Categories
{
    /// <summary>
    /// For each row of weights, draws of its indices by bisection of the running sums, which are kept in the dtype of the weights and end in exactly 1.
    /// </summary>
    /// <exception cref="InvalidOperationException">A weight is negative, infinite or nan, or all of a row are zero.</exception>
    public static void Draw(RandomStream stream, DType dtype, byte* weights, long rows, long categories, long* result, long draws)
    {
        var visitor = new Visitor(stream, weights, rows, categories, result, draws);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct Visitor(RandomStream stream, byte* weights, long rows, long categories, long* result, long draws) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            var sums = new S[categories];
            for (long row = 0; row < rows; row++)
            {
                Accumulate((S*)weights + row * categories, sums);
                for (long i = 0; i < draws; i++) result[row * draws + i] = Find(sums, stream.NextDouble());
            }
        }

        static void Accumulate<S>(S* weights, S[] sums) where S : unmanaged
        {
            double sum = 0;
            for (int i = 0; i < sums.Length; i++)
            {
                double weight = Casting.Cast<S, double>(weights[i]);
                if (weight < 0) throw new InvalidOperationException("invalid multinomial distribution (encountering probability entry < 0)");
                if (!double.IsFinite(weight)) throw new InvalidOperationException("invalid multinomial distribution (encountering probability entry = infinity or NaN)");
                sum = Rounded<S>(sum + weight);
                sums[i] = Casting.Cast<double, S>(sum);
            }
            if (!(sum > 0)) throw new InvalidOperationException("invalid multinomial distribution (sum of probabilities <= 0)");
            for (int i = 0; i < sums.Length; i++) sums[i] = Casting.Cast<double, S>(Casting.Cast<S, double>(sums[i]) / sum);
            sums[^1] = Casting.Cast<double, S>(1);
        }

        static double Rounded<S>(double value) where S : unmanaged => Casting.Cast<S, double>(Casting.Cast<double, S>(value));

        static long Find<S>(S[] sums, double uniform) where S : unmanaged
        {
            long low = 0, high = sums.LongLength;
            while (low < high)
            {
                long middle = low + (high - low) / 2;
                if (Casting.Cast<S, double>(sums[middle]) < uniform) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }

    /// <summary>For each row, the indices of its largest keys, from the largest down; among equals the earlier one first.</summary>
    public static void Largest(double* keys, long rows, long categories, long* result, long count)
    {
        var order = new long[categories];
        var row = new double[categories];
        for (long r = 0; r < rows; r++)
        {
            for (long i = 0; i < categories; i++) (order[i], row[i]) = (i, -keys[r * categories + i]);
            Array.Sort(row, order);
            StableTies(row, order);
            for (long i = 0; i < count; i++) result[r * count + i] = order[i];
        }
    }

    static void StableTies(double[] sorted, long[] order)
    {
        for (int start = 0; start < sorted.Length;)
        {
            int end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            if (end - start > 1) Array.Sort(order, start, end - start);
            start = end;
        }
    }
}
