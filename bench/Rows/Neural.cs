namespace Bench;

/// <summary>The other layers of networks, forward and backward.</summary>
static class Neural
{
    public static IEnumerable<Row> Rows
    {
        get
        {
            foreach (var (name, prepare) in Layers)
            {
                yield return new("neural", name, () =>
                {
                    var (x, run) = prepare();
                    return () => run(x);
                });
                yield return new("neural", $"{name}: backward", () =>
                {
                    var (x, run) = prepare();
                    x.requires_grad_();
                    var y = run(x);
                    var grad = rand_like(y);
                    return () => autograd.grad([y], [x], [grad], retain_graph: true);
                });
            }
        }
    }

    static (string Name, Func<(Tensor X, Func<Tensor, Tensor> Run)> Prepare)[] Layers =>
    [
        ("gelu 2048x1024", () => (randn(2048, 1024), x => functional.gelu(x))),
        ("softmax 4096x128", () => (randn(4096, 128), x => x.softmax(-1))),
        ("softmax 512x1024", () => (randn(512, 1024), x => x.softmax(-1))),
        ("log_softmax 256x1000", () => (randn(256, 1000), x => functional.log_softmax(x, -1))),
        ("cross_entropy 64x10", () => Loss(64, 10)),
        ("cross_entropy 256x1000", () => Loss(256, 1000)),
        ("layer_norm 1024x256", () => (randn(1024, 256), Normed(256))),
        ("layer_norm 1024x768", () => (randn(1024, 768), Normed(768))),
        ("group_norm 8 of 64 at 28, batch 8", () =>
        {
            Tensor weight = rand(64), bias = rand(64);
            return (randn(8, 64, 28, 28), x => functional.group_norm(x, 8, weight, bias));
        }),
        ("batch_norm 64 at 28, batch 8", () =>
        {
            Tensor weight = rand(64), bias = rand(64), mean = zeros(64), variance = ones(64);
            return (randn(8, 64, 28, 28), x => functional.batch_norm(x, mean, variance, weight, bias, training: true));
        }),
        ("linear 512-2048, 512 rows", () =>
        {
            Tensor weight = rand(2048, 512), bias = rand(2048);
            return (randn(512, 512), x => functional.linear(x, weight, bias));
        }),
        ("attention 8x8x128x64", () => Attention(8, 8, 128, 64)),
        ("attention 2x8x512x64", () => Attention(2, 8, 512, 64)),
        ("causal attention 8x8x128x64", () => Attention(8, 8, 128, 64, causal: true)),
        ("max_pool 2x2 64 at 56, batch 8", () => (randn(8, 64, 56, 56), x => functional.max_pool2d(x, 2))),
    ];

    static (Tensor X, Func<Tensor, Tensor> Run) Loss(long rows, long classes)
    {
        var y = arange(rows).remainder(classes);
        return (randn(rows, classes), x => functional.cross_entropy(x, y));
    }

    static Func<Tensor, Tensor> Normed(long width)
    {
        Tensor weight = rand(width), bias = rand(width);
        return x => functional.layer_norm(x, [width], weight, bias);
    }

    static (Tensor X, Func<Tensor, Tensor> Run) Attention(long batch, long heads, long length, long size, bool causal = false)
    {
        Tensor key = randn(batch, heads, length, size), value = randn(batch, heads, length, size);
        return (randn(batch, heads, length, size), x => functional.scaled_dot_product_attention(x, key, value, is_casual: causal));
    }
}
