namespace Bench;

/// <summary>Sorts, selections and counts.</summary>
static class Ordering
{
    public static IEnumerable<Row> Rows =>
    [
        Of("sort(1)", 16, x => x.sort(1), 4096, 1024),
        Of("sort(0)", 16, x => x.sort(0), 4096, 1024),
        Of("argsort(1)", 16, x => x.argsort(1), 4096, 1024),
        Of("topk(5)", 4, x => x.topk(5), 4096, 1024),
        Of("topk(100)", 4, x => x.topk(100), 4096, 1024),
        Of("kthvalue(10)", 4, x => x.kthvalue(10, 1), 4096, 1024),
        Of("sort 1,000,000", 16, x => x.sort(), 1_000_000),
        Of("topk(100) of 1,000,000", 4, x => x.topk(100), 1_000_000),
        Of("unique of 1,000 values", 4, x => x.unique(), 1_000_000, integers: true),
        Of("unique of 1,000 values, with inverse and counts", 4, x => x.unique(true, true, true), 1_000_000, integers: true),
        new("ordering", "sort 1,000,000, int64", () =>
        {
            var x = randint(0, 1L << 40, [1_000_000]);
            return () => x.sort();
        }),
        new("ordering", "searchsorted 1,000,000 in 10,000", () =>
        {
            Tensor sorted = rand(10_000).sort().Item1, x = rand(1_000_000);
            return () => searchsorted(sorted, x);
        }, Bytes: 12e6),
        new("ordering", "bincount", () =>
        {
            var x = randint(0, 1000, [1_000_000]);
            return () => x.bincount(null);
        }, Bytes: 8e6),
        new("ordering", "histc", () =>
        {
            var x = rand(1_000_000);
            return () => x.histc(100, 0, 1);
        }, Bytes: 4e6),
    ];

    static Row Of(string name, double bytes, Func<Tensor, object> op, long height, long width = 0, bool integers = false) => new("ordering", name, () =>
    {
        var x = integers ? randint(0, 1000, [height]) : width == 0 ? rand(height) : rand(height, width);
        return () => op(x);
    }, Bytes: bytes * height * Math.Max(1, width));
}
