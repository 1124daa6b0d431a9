namespace Bench;

/// <summary>Reductions and scans of 4096 x 1024 floats: of all, along rows and along columns.</summary>
static class Reductions
{
    const long Height = 4096, Width = 1024;

    public static IEnumerable<Row> Rows
    {
        get
        {
            var ops = new (string Name, double Bytes, Func<Tensor, object> Op)[]
            {
                ("sum", 4, x => x.sum()), ("sum(1)", 4, x => x.sum(1)), ("sum(0)", 4, x => x.sum(0L)),
                ("mean", 4, x => x.mean()), ("mean([1])", 4, x => x.mean([1L])), ("mean([0])", 4, x => x.mean([0L])),
                ("prod", 4, x => x.prod()), ("prod(1)", 4, x => x.prod(1L)), ("prod(0)", 4, x => x.prod(0L)),
                ("max", 4, x => x.max()), ("max(1)", 4, x => x.max(1)), ("max(0)", 4, x => x.max(0L)), ("amax([1])", 4, x => x.amax([1L])),
                ("argmax", 4, x => x.argmax()), ("argmax(1)", 4, x => x.argmax(1)), ("argmax(0)", 4, x => x.argmax(0L)),
                ("var", 4, x => x.var()), ("var(1)", 4, x => x.var(1L)), ("var(0)", 4, x => x.var(0L)), ("std(1)", 4, x => x.std(1L)),
                ("norm", 4, x => x.norm()), ("norm(1)", 4, x => x.norm(1)), ("norm(0)", 4, x => x.norm(0)),
                ("logsumexp(1)", 4, x => x.logsumexp(1)), ("logsumexp(0)", 4, x => x.logsumexp(0)), ("median", 4, x => x.median()),
                ("cumsum(1)", 8, x => x.cumsum(1)), ("cumsum(0)", 8, x => x.cumsum(0)), ("cumprod(1)", 8, x => x.cumprod(1)), ("cumprod(0)", 8, x => x.cumprod(0)),
            };
            foreach (var (name, bytes, op) in ops) yield return Of(name, bytes, op, float32);
            foreach (var (name, bytes, op) in new (string, double, Func<Tensor, object>)[] { ("sum", 8, x => x.sum()), ("sum(1)", 8, x => x.sum(1)), ("max(1)", 8, x => x.max(1)) })
            {
                yield return Of(name + ", float64", bytes, op, float64);
                yield return Of(name + ", int64", bytes, op, int64);
            }
            yield return Of("sum(1), bfloat16", 2, x => x.sum(1), bfloat16);
            foreach (var (name, op) in new (string, Func<Tensor, object>)[] { ("any", x => x.any()), ("all", x => x.all()), ("any(1)", x => x.any(1)), ("all(0)", x => x.all(0)), ("sum, bool", x => x.sum()), ("count_nonzero", x => x.count_nonzero()) })
            {
                yield return new("reductions", name, () =>
                {
                    // Neither any nor all knows the answer before the last element.
                    var x = name.StartsWith("any") ? zeros(Height, Width, dtype: @bool) : ones(Height, Width, dtype: @bool);
                    return () => op(x);
                }, Bytes: Height * Width);
            }
            yield return new("reductions", "sum, 10,000", () =>
            {
                var x = rand(10_000);
                return () => x.sum();
            }, Bytes: 40_000);
            yield return new("reductions", "sum(1), 64x128", () =>
            {
                var x = rand(64, 128);
                return () => x.sum(1);
            }, Bytes: 4 * 64 * 128);
            yield return new("reductions", "sum([0, 2, 3]), 32x64x28x28", () =>
            {
                var x = rand(32, 64, 28, 28);
                return () => x.sum([0L, 2L, 3L]);
            }, Bytes: 4 * 32 * 64 * 28 * 28);
        }
    }

    static Row Of(string name, double bytes, Func<Tensor, object> op, ScalarType type) => new("reductions", name, () =>
    {
        var x = type == int64 ? randint(0, 100, [Height, Width]) : rand(Height, Width).to_type(type);
        return () => op(x);
    }, Bytes: bytes * Height * Width);
}
