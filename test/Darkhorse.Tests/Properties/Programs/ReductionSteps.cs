using System.Numerics;

namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Steps that make one number of many, or go along a dim.</summary>
partial class Machine
{
    Action<Pair>[] _reductions => [Sum, Sum, Product, Extreme, ExtremeAt, Truths, Spread, Scan, CumulativeExtreme, Sort, TopK, KthValue, CountNonzero, LogSumExp];

    /// <summary>Dims to reduce, the sizes that stay, and for each position of those the elements that meet there.</summary>
    sealed record Groups(int[] Dims, long[] Named, bool Keep, long[] Sizes, Number[][] Elements, string Text);

    Groups Grouped(Naive x, bool one = false)
    {
        int[] dims = one ? [choices.Below(x.Rank)] : [.. Enumerable.Range(0, x.Rank).Where(_ => choices.Below(2) == 0)];
        if (dims.Length == 0) dims = [.. Enumerable.Range(0, x.Rank)];
        long[] named = [.. dims.Select(d => choices.Below(2) == 0 ? (long)d : d - x.Rank)];
        bool keep = choices.Below(2) == 0;
        long[] kept = [.. x.Sizes.Select((size, d) => dims.Contains(d) ? 1 : size)], steps = Naive.RowMajor(kept);
        var groups = Enumerable.Range(0, (int)Naive.Product(kept)).Select(_ => new List<Number>()).ToArray();
        foreach (var p in Naive.Positions(x.Sizes)) groups[p.Select((i, d) => dims.Contains(d) ? 0 : i * steps[d]).Sum()].Add(x[p]);
        return new(dims, named, keep, keep ? kept : Without(x.Sizes, dims), [.. groups.Select(g => g.ToArray())], $"[{List(named)}], {keep}");
    }

    void Sum(Pair x)
    {
        if (!AllFinite(x.Naive)) return;
        var groups = Grouped(x.Naive);
        var dtype = Kind.IsWhole(x.Naive.DType) ? int64 : x.Naive.DType;
        double total = Largest(x.Naive) * Math.Max(1, groups.Elements.Select(g => g.Length).DefaultIfEmpty(1).Max());
        bool mean = choices.Below(3) == 0 && !Kind.IsWhole(dtype);
        if (total > 60000 && dtype == float16) return;
        var sums = groups.Elements.Select(g => Kind.IsWhole(dtype) ? (Number)g.Aggregate(0L, (sum, n) => sum + n.Whole) : (Number)(g.Aggregate(Complex.Zero, (sum, n) => sum + n.Value) / (mean ? g.Length : 1)));
        var expected = new Naive(dtype, Kind.IsWhole(dtype) ? int64 : complex128, groups.Sizes, mean && x.Naive.Count == 0 ? groups.Elements.Select(_ => (Number)double.NaN) : sums);
        if (mean && x.Naive.Count == 0 && (smooth || Kind.Of(dtype) == 3)) return;
        if (mean) Fresh($"mean({x.Name}, {groups.Text})", x.Real.mean(groups.Named, groups.Keep), expected, Largest(x.Naive));
        else Fresh($"sum({x.Name}, {groups.Text})", x.Real.sum(groups.Named, groups.Keep), expected, total);
    }

    void Product(Pair x)
    {
        if (x.Naive.Rank == 0 || !AllFinite(x.Naive)) return;
        var groups = Grouped(x.Naive, one: true);
        var dtype = Kind.IsWhole(x.Naive.DType) ? int64 : x.Naive.DType;
        double largest = Math.Pow(Math.Max(1, Largest(x.Naive)), groups.Elements.Select(g => g.Length).DefaultIfEmpty(1).Max());
        if (largest > 1e4 && !Kind.IsWhole(dtype)) return;
        Fresh($"prod({x.Name}, {groups.Text})", x.Real.prod(groups.Named[0], groups.Keep), new(dtype, Kind.IsWhole(dtype) ? int64 : complex128, groups.Sizes,
            groups.Elements.Select(g => Kind.IsWhole(dtype) ? (Number)g.Aggregate(1L, (product, n) => product * n.Whole) : (Number)g.Aggregate(Complex.One, (product, n) => product * n.Value))), largest * 10);
    }

    /// <summary>Nan is the largest of all numbers, and the smallest: it is handed on.</summary>
    static int Order(Number a, Number b, bool whole)
    {
        if (whole) return a.Whole.CompareTo(b.Whole);
        if (double.IsNaN(a.Real) || double.IsNaN(b.Real)) return double.IsNaN(a.Real).CompareTo(double.IsNaN(b.Real));
        return a.Real < b.Real ? -1 : a.Real > b.Real ? 1 : 0;
    }

    static int FirstExtreme(Number[] group, bool largest, bool whole)
    {
        int best = 0;
        for (int i = 1; i < group.Length; i++)
        {
            if (!whole && double.IsNaN(group[best].Real)) return best;
            int order = Order(group[i], group[best], whole);
            if (largest ? order > 0 : order < 0 || !whole && double.IsNaN(group[i].Real)) best = i;
        }
        return best;
    }

    void Extreme(Pair x)
    {
        if (Kind.Of(x.Naive.DType) == 3 || x.Naive.Count == 0) return;
        var groups = Grouped(x.Naive);
        bool largest = choices.Below(2) == 0;
        var expected = new Naive(x.Naive.DType, groups.Sizes, groups.Elements.Select(g => g[FirstExtreme(g, largest, Kind.IsWhole(x.Naive.DType))]));
        Fresh($"{(largest ? "amax" : "amin")}({x.Name}, {groups.Text})", largest ? x.Real.amax(groups.Named, groups.Keep) : x.Real.amin(groups.Named, groups.Keep), expected);
    }

    void ExtremeAt(Pair x)
    {
        if (Kind.Of(x.Naive.DType) == 3 || x.Naive.Count == 0 || x.Naive.Rank == 0) return;
        var groups = Grouped(x.Naive, one: true);
        bool largest = choices.Below(2) == 0, whole = Kind.IsWhole(x.Naive.DType);
        int[] at = [.. groups.Elements.Select(g => FirstExtreme(g, largest, whole))];
        var expected = new Naive(x.Naive.DType, groups.Sizes, groups.Elements.Select((g, i) => g[at[i]]));
        var (values, indices) = largest ? x.Real.max(groups.Named[0], groups.Keep) : x.Real.min(groups.Named[0], groups.Keep);
        Fresh($"{(largest ? "max" : "min")}({x.Name}, {groups.Text}).values", values, expected);
        if (smooth) return;
        Fresh("… its indices", indices, new(int64, groups.Sizes, at.Select(i => (Number)(long)i)));
        if (x.Naive.DType != @bool)
            Fresh($"{(largest ? "argmax" : "argmin")}({x.Name}, {groups.Text})", largest ? x.Real.argmax(groups.Named[0], groups.Keep) : x.Real.argmin(groups.Named[0], groups.Keep), new(int64, groups.Sizes, at.Select(i => (Number)(long)i)));
    }

    static bool IsTrue(Number n, ScalarType dtype) => Kind.IsWhole(dtype) ? n.Whole != 0 : n.Value != Complex.Zero;

    void Truths(Pair x)
    {
        if (smooth) return;
        var groups = Grouped(x.Naive);
        bool all = choices.Below(2) == 0;
        // Results of bytes are bytes.
        var dtype = x.Naive.DType == uint8 ? uint8 : @bool;
        var expected = new Naive(dtype, groups.Sizes, groups.Elements.Select(g => (Number)(all ? g.All(n => IsTrue(n, x.Naive.DType)) : g.Any(n => IsTrue(n, x.Naive.DType)))));
        Fresh($"{(all ? "all" : "any")}({x.Name}, {groups.Text})", all ? x.Real.all(groups.Named, groups.Keep) : x.Real.any(groups.Named, groups.Keep), expected);
    }

    void CountNonzero(Pair x)
    {
        if (smooth) return;
        var groups = Grouped(x.Naive);
        Fresh($"count_nonzero({x.Name}, [{List(groups.Named)}])", x.Real.count_nonzero(groups.Named), new(int64, Without(x.Naive.Sizes, groups.Dims), groups.Elements.Select(g => (Number)(long)g.Count(n => IsTrue(n, x.Naive.DType)))));
    }

    void Spread(Pair x)
    {
        if (Kind.Of(x.Naive.DType) != 2 || !AllFinite(x.Naive) || x.Naive.Count == 0 || Largest(x.Naive) > 200) return;
        var groups = Grouped(x.Naive);
        int correction = choices.Below(3);
        if (smooth && groups.Elements[0].Length <= correction) return;
        var expected = groups.Elements.Select(g =>
        {
            double mean = g.Average(n => n.Real);
            return (Number)(g.Sum(n => (n.Real - mean) * (n.Real - mean)) / Math.Max(0, g.Length - correction));
        });
        Fresh($"var({x.Name}, {groups.Text}, correction {correction})", x.Real.var(groups.Named, (double)correction, groups.Keep), new(x.Naive.DType, float64, groups.Sizes, expected), Largest(x.Naive) * Largest(x.Naive));
    }

    void LogSumExp(Pair x)
    {
        if (Kind.Of(x.Naive.DType) != 2 || !AllFinite(x.Naive) || x.Naive.Count == 0) return;
        var groups = Grouped(x.Naive);
        var expected = groups.Elements.Select(g =>
        {
            double max = g.Max(n => n.Real);
            return (Number)(max + Math.Log(g.Sum(n => Math.Exp(n.Real - max))));
        });
        Fresh($"logsumexp({x.Name}, {groups.Text})", x.Real.logsumexp(groups.Named, groups.Keep), new(x.Naive.DType, float64, groups.Sizes, expected), Largest(x.Naive));
    }

    /// <summary>Each run of elements along a dim, replaced by another run.</summary>
    static Naive Along(Naive x, int d, ScalarType dtype, long length, Func<Number[], IEnumerable<Number>> change)
    {
        var result = new Naive(dtype, With(x.Sizes, d, length), Enumerable.Repeat((Number)0L, (int)Naive.Product(With(x.Sizes, d, length))));
        foreach (var p in Naive.Positions(With(x.Sizes, d, 1)))
        {
            var at = p.ToArray();
            var run = Enumerable.Range(0, (int)x.Sizes[d]).Select(i => x[With(at, d, i)]).ToArray();
            int next = 0;
            foreach (var n in change(run)) result[With(at, d, next++)] = n;
        }
        return result;
    }

    void Scan(Pair x)
    {
        if (x.Naive.Rank == 0 || !AllFinite(x.Naive)) return;
        var (d, named) = Dim(x.Naive.Rank);
        bool sum = choices.Below(2) == 0;
        var dtype = Kind.IsWhole(x.Naive.DType) ? int64 : x.Naive.DType;
        double largest = sum ? Largest(x.Naive) * x.Naive.Sizes[d] : Math.Pow(Math.Max(1, Largest(x.Naive)), x.Naive.Sizes[d]);
        if (largest > 1e4 && !Kind.IsWhole(dtype)) return;
        var expected = Along(x.Naive, d, dtype, x.Naive.Sizes[d], run =>
        {
            Complex value = sum ? 0 : 1;
            long whole = sum ? 0 : 1;
            return run.Select(n => Kind.IsWhole(dtype) ? (Number)(whole = sum ? whole + n.Whole : whole * n.Whole) : Kind.To(value = sum ? value + n.Value : value * n.Value, complex128, dtype));
        });
        Fresh($"{(sum ? "cumsum" : "cumprod")}({x.Name}, {named})", sum ? x.Real.cumsum(named) : x.Real.cumprod(named), expected, largest * Math.Max(1, x.Naive.Sizes[d]));
    }

    void CumulativeExtreme(Pair x)
    {
        if (x.Naive.Rank == 0 || Kind.Of(x.Naive.DType) == 3) return;
        var (d, named) = Dim(x.Naive.Rank);
        bool largest = choices.Below(2) == 0, whole = Kind.IsWhole(x.Naive.DType);
        var expected = Along(x.Naive, d, x.Naive.DType, x.Naive.Sizes[d], run => run.Select((_, i) => run[FirstExtreme(run[..(i + 1)], largest, whole)]));
        Fresh($"{(largest ? "cummax" : "cummin")}({x.Name}, {named}).values", (largest ? x.Real.cummax(named) : x.Real.cummin(named)).values, expected);
    }

    void Sort(Pair x)
    {
        if (x.Naive.Rank == 0 || Kind.Of(x.Naive.DType) == 3) return;
        var (d, named) = Dim(x.Naive.Rank);
        bool descending = choices.Below(2) == 0;
        var order = Along(x.Naive, d, int64, x.Naive.Sizes[d], run => Sorted(run, descending).Select(i => (Number)(long)i));
        var expected = Along(x.Naive, d, x.Naive.DType, x.Naive.Sizes[d], run => Sorted(run, descending).Select(i => run[i]));
        var (values, indices) = x.Real.sort(named, descending, stable: true);
        Fresh($"sort({x.Name}, {named}, {descending}, stable).values", values, expected);
        if (!smooth) Fresh("… its indices", indices, order);

        int[] Sorted(Number[] run, bool descending)
        {
            var compare = Comparer<Number>.Create((a, b) => Order(a, b, Kind.IsWhole(x.Naive.DType)));
            var all = Enumerable.Range(0, run.Length);
            return [.. descending ? all.OrderByDescending(i => run[i], compare) : all.OrderBy(i => run[i], compare)];
        }
    }

    void TopK(Pair x)
    {
        if (x.Naive.Rank == 0 || Kind.Of(x.Naive.DType) == 3 || x.Naive.DType == @bool) return;
        var (d, named) = Dim(x.Naive.Rank);
        bool largest = choices.Below(2) == 0, whole = Kind.IsWhole(x.Naive.DType);
        int k = choices.Below(x.Naive.Sizes[d] + 1);
        var compare = Comparer<Number>.Create((a, b) => Order(a, b, whole));
        var expected = Along(x.Naive, d, x.Naive.DType, k, run => (largest ? run.OrderDescending(compare) : run.Order(compare)).Take(k));
        Fresh($"topk({x.Name}, {k}, {named}, {largest}).values", x.Real.topk(k, (int)named, largest).values, expected);
    }

    void KthValue(Pair x)
    {
        if (x.Naive.Rank == 0 || x.Naive.Count == 0 || Kind.Of(x.Naive.DType) == 3 || x.Naive.DType == @bool) return;
        var groups = Grouped(x.Naive, one: true);
        var compare = Comparer<Number>.Create((a, b) => Order(a, b, Kind.IsWhole(x.Naive.DType)));
        int length = groups.Elements[0].Length, k = choices.Below(length);
        bool median = choices.Below(2) == 0;
        if (!median)
        {
            Fresh($"kthvalue({x.Name}, {k + 1}, {groups.Text}).values", x.Real.kthvalue(k + 1, groups.Named[0], groups.Keep).values, new(x.Naive.DType, groups.Sizes, groups.Elements.Select(g => g.Order(compare).ElementAt(k))));
            return;
        }
        var expected = groups.Elements.Select(g => !Kind.IsWhole(x.Naive.DType) && g.Any(n => double.IsNaN(n.Real)) ? double.NaN : g.Order(compare).ElementAt((length - 1) / 2));
        Fresh($"median({x.Name}, {groups.Text}).values", x.Real.median(groups.Named[0], groups.Keep).values, new(x.Naive.DType, groups.Sizes, expected));
    }
}
