using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Neural;

static class Attention
{
    static IEnumerable<Row> ScaledDotProduct =>
    [
        Row("", x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2]), _ => null),
        Row("causal", x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true), x => ones([x[0].shape[^2], x[1].shape[^2]], float64).tril().log()),
        Row("float mask", x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], Mask(x).to(x[0].dtype)), Mask),
        Row("bool mask", x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], Mask(x) > 0), x => (Mask(x) > 0).to(float64).log()),
    ];

    static Tensor Mask(Tensor[] x) => (arange(x[0].shape[^2] * x[1].shape[^2], dtype: float64, device: x[0].device) % 3).reshape(x[0].shape[^2], x[1].shape[^2]);

    static Row Row(string variant, Func<Tensor[], Tensor> call, Func<Tensor[], Tensor?> mask) => new("nn.functional.scaled_dot_product_attention")
    {
        Variant = variant,
        Call = x => [call(x)],
        Samples = dtype => [Three(dtype, [2, 3, 4], [2, 3, 4]), Three(dtype, [2, 2, 2], [2, 3, 2]), Three(dtype, [1, 2, 3, 2], [1, 2, 3, 2])],
        DTypes = DTypes.Floats,
        ReferenceTensors = x =>
        {
            var scores = Linear.MatMul.Product(x[0], x[1].mT) / Math.Sqrt(x[0].shape[^1]);
            var weights = (mask(x) is { } bias ? scores + bias : scores).exp();
            return [Linear.MatMul.Product(weights / weights.sum([-1], keepdim: true), x[2])];
        },
        Differentiable = [0, 1, 2],
        Tolerance = (1e-4, 1e-4),
    };

    static Sample Three(ScalarType dtype, long[] query, long[] key) => new(Make.Tensor(dtype, -1, 1, query), Make.Tensor(dtype, -1, 1, key), Make.Tensor(dtype, -2, 2, [.. key[..^1], 3]));
}
