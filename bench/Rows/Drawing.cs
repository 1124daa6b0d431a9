namespace Bench;

/// <summary>Random numbers.</summary>
static class Drawing
{
    const long N = 1_000_000;

    public static IEnumerable<Row> Rows =>
    [
        new("random", "rand", () => () => rand(N), Bytes: 4e6),
        new("random", "rand, float64", () => () => rand(N, dtype: float64), Bytes: 8e6),
        new("random", "randn", () => () => randn(N), Bytes: 4e6),
        new("random", "randint", () => () => randint(0, 1000, [N]), Bytes: 8e6),
        new("random", "randperm", () => () => randperm(N), Bytes: 8e6),
        new("random", "bernoulli", () =>
        {
            var p = rand(N);
            return () => p.bernoulli();
        }, Bytes: 8e6),
        new("random", "exponential_", () =>
        {
            var x = rand(N);
            return () => x.exponential_();
        }, Bytes: 4e6),
        new("random", "normal_", () =>
        {
            var x = rand(N);
            return () => x.normal_();
        }, Bytes: 4e6),
        new("random", "uniform_", () =>
        {
            var x = rand(N);
            return () => x.uniform_(-1, 1);
        }, Bytes: 4e6),
        new("random", "dropout", () =>
        {
            var x = rand(N);
            return () => functional.dropout(x, 0.5, true);
        }, Bytes: 8e6),
        new("random", "multinomial, 10,000 of 10,000", () =>
        {
            var p = rand(10_000);
            return () => p.multinomial(10_000, true);
        }),
        new("random", "multinomial, 100 of 1000 x 1000", () =>
        {
            var p = rand(1000, 1000);
            return () => p.multinomial(100);
        }),
    ];
}
