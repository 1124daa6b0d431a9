namespace Bench;

/// <summary>Reads and writes by index and by mask.</summary>
static class Indexing
{
    const long N = 1_000_000;

    public static IEnumerable<Row> Rows =>
    [
        new("indexing", "nonzero", () =>
        {
            var x = rand(N).gt(0.5);
            return () => x.nonzero();
        }, Bytes: 5e6),
        new("indexing", "masked_select", () =>
        {
            Tensor x = rand(N), mask = x.gt(0.5);
            return () => x.masked_select(mask);
        }, Bytes: 7e6),
        new("indexing", "x[mask]", () =>
        {
            Tensor x = rand(N), mask = x.gt(0.5);
            return () => x.index(mask);
        }, Bytes: 7e6),
        new("indexing", "masked_fill", () =>
        {
            Tensor x = rand(N), mask = x.gt(0.5);
            return () => x.masked_fill(mask, 1);
        }, Bytes: 9e6),
        new("indexing", "index_select, rows of 64", () =>
        {
            Tensor x = rand(10_000, 64), index = randint(0, 10_000, [20_000]);
            return () => x.index_select(0, index);
        }, Bytes: 8.0 * 20_000 * 64),
        new("indexing", "index_select, columns", () =>
        {
            Tensor x = rand(1000, 1000), index = randint(0, 1000, [1000]);
            return () => x.index_select(1, index);
        }, Bytes: 8e6),
        new("indexing", "x[i], rows of 64", () =>
        {
            Tensor x = rand(10_000, 64), index = randint(0, 10_000, [20_000]);
            return () => x.index(index);
        }, Bytes: 8.0 * 20_000 * 64),
        new("indexing", "x[i], elements", () =>
        {
            Tensor x = rand(N), index = randint(0, N, [N]);
            return () => x.index(index);
        }, Bytes: 16e6),
        new("indexing", "x[i, j]", () =>
        {
            Tensor x = rand(1000, 1000), row = randint(0, 1000, [N]), column = randint(0, 1000, [N]);
            return () => x.index(row, column);
        }, Bytes: 24e6),
        new("indexing", "x[i] = y", () =>
        {
            Tensor x = rand(10_000, 64), index = randint(0, 10_000, [20_000]), y = rand(20_000, 64);
            return () => x.index_put_(y, [index]);
        }, Bytes: 8.0 * 20_000 * 64),
        new("indexing", "x[i] += y", () =>
        {
            Tensor x = rand(10_000, 64), index = randint(0, 10_000, [20_000]), y = rand(20_000, 64);
            return () => x.index_put_(y, [index], true);
        }, Bytes: 12.0 * 20_000 * 64),
        new("indexing", "gather(1)", () =>
        {
            Tensor x = rand(1000, 1000), index = randint(0, 1000, [1000, 1000]);
            return () => x.gather(1, index);
        }, Bytes: 16e6),
        new("indexing", "gather(0)", () =>
        {
            Tensor x = rand(1000, 1000), index = randint(0, 1000, [1000, 1000]);
            return () => x.gather(0, index);
        }, Bytes: 16e6),
        new("indexing", "scatter_(1)", () =>
        {
            Tensor x = rand(1000, 1000), index = randint(0, 1000, [1000, 1000]), y = rand(1000, 1000);
            return () => x.scatter_(1, index, y);
        }, Bytes: 16e6),
        new("indexing", "scatter_add(1)", () =>
        {
            Tensor x = rand(1000, 1000), index = randint(0, 1000, [1000, 1000]), y = rand(1000, 1000);
            return () => x.scatter_add(1, index, y);
        }, Bytes: 24e6),
        new("indexing", "scatter_add(0)", () =>
        {
            Tensor x = rand(1000, 1000), index = randint(0, 1000, [1000, 1000]), y = rand(1000, 1000);
            return () => x.scatter_add(0, index, y);
        }, Bytes: 24e6),
        new("indexing", "index_add, rows of 64", () =>
        {
            Tensor x = rand(10_000, 64), index = randint(0, 10_000, [20_000]), y = rand(20_000, 64);
            return () => x.index_add(0, index, y, 1);
        }, Bytes: 12.0 * 20_000 * 64),
        new("indexing", "take", () =>
        {
            Tensor x = rand(N), index = randint(0, N, [N]);
            return () => x.take(index);
        }, Bytes: 16e6),
        new("indexing", "x[i, j of 64x128], rows of 64", () =>
        {
            Tensor x = rand(10_000, 64), index = randint(0, 10_000, [64, 128]);
            return () => x.index(index);
        }, Bytes: 8.0 * 64 * 128 * 64),
    ];
}
