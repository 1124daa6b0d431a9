namespace Bench;

/// <summary>Reductions, normalisations, scans and sorts of 4096 x 1024 floats: along rows and along columns.</summary>
static class Reductions
{
    const long Height = 4096, Width = 1024;

    public static IEnumerable<Row> Rows
    {
        get
        {
            var ops = new (string Name, double Bytes, Func<Tensor, object> Op)[]
            {
                ("sum", 4, x => x.sum()), ("sum(1)", 4, x => x.sum(1)), ("sum(0)", 4, x => x.sum(0L)), ("mean([1])", 4, x => x.mean([1L])),
                ("max", 4, x => x.max()), ("max(1)", 4, x => x.max(1)), ("max(0)", 4, x => x.max(0L)), ("argmax(1)", 4, x => x.argmax(1)), ("argmax(0)", 4, x => x.argmax(0L)),
                ("var(1)", 4, x => x.var(1L)), ("var(0)", 4, x => x.var(0L)), ("cumsum(1)", 8, x => x.cumsum(1)), ("cumsum(0)", 8, x => x.cumsum(0)),
                ("softmax(1)", 8, x => x.softmax(1)), ("softmax(0)", 8, x => x.softmax(0)), ("log_softmax(1)", 8, x => x.log_softmax(1)),
                ("sort(1)", 16, x => x.sort(1)), ("topk(5)", 4, x => x.topk(5)),
            };
            foreach (var (name, bytes, op) in ops)
            {
                yield return new("reductions", name, () =>
                {
                    var x = rand(Height, Width);
                    return () => op(x);
                }, Bytes: bytes * Height * Width);
            }
            yield return new("reductions", "layer_norm", () =>
            {
                Tensor x = rand(Height, Width), weight = rand(Width), bias = rand(Width);
                return () => nn.functional.layer_norm(x, [Width], weight, bias);
            }, Bytes: 8.0 * Height * Width);
            yield return new("reductions", "batch_norm 32x16x28x28, training", () =>
            {
                Tensor x = rand(32, 16, 28, 28), weight = rand(16), bias = rand(16), mean = zeros(16), variance = ones(16);
                return () => nn.functional.batch_norm(x, mean, variance, weight, bias, training: true);
            }, Bytes: 8.0 * 32 * 16 * 28 * 28);
        }
    }
}
