namespace Bench;

/// <summary>One pass over the elements.</summary>
static class Pointwise
{
    public static IEnumerable<Row> Rows
    {
        get
        {
            foreach (long n in new long[] { 10_000, 1_000_000, 10_000_000 })
            {
                yield return new("pointwise", $"add {n:N0}", () =>
                {
                    Tensor x = ones(n), y = ones(n);
                    return () => x.add(y);
                }, Bytes: 12.0 * n);
                foreach (var (name, op) in new (string, Func<Tensor, Tensor>)[] { ("exp", x => x.exp()), ("tanh", x => x.tanh()), ("sigmoid", x => x.sigmoid()), ("log", x => x.log()), ("sqrt", x => x.sqrt()), ("relu", x => x.relu()) })
                {
                    yield return new("pointwise", $"{name} {n:N0}", () =>
                    {
                        var x = rand(n).mul(2).add(0.5);
                        return () => op(x);
                    }, Bytes: 8.0 * n);
                }
            }
        }
    }
}
