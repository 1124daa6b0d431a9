namespace Bench;

/// <summary>Softmax and the norms, alone and with their gradients.</summary>
static class Normalisation
{
    const long Height = 4096, Width = 1024;

    public static IEnumerable<Row> Rows =>
    [
        Forward("softmax(1)", x => x.softmax(1)),
        Forward("softmax(0)", x => x.softmax(0)),
        Forward("log_softmax(1)", x => x.log_softmax(1)),
        Both("softmax(1)", x => x.softmax(1)),
        Both("log_softmax(1)", x => x.log_softmax(1)),
        new("norms", "softmax 32x8x128x128", () =>
        {
            var x = rand(32, 8, 128, 128);
            return () => x.softmax(-1);
        }, Bytes: 8.0 * 32 * 8 * 128 * 128),
        new("norms", "layer_norm", () =>
        {
            Tensor x = rand(Height, Width), weight = rand(Width), bias = rand(Width);
            return () => functional.layer_norm(x, [Width], weight, bias);
        }, Bytes: 8.0 * Height * Width),
        new("norms", "layer_norm 64x128x64", () =>
        {
            Tensor x = rand(64, 128, 64), weight = rand(64), bias = rand(64);
            return () => functional.layer_norm(x, [64], weight, bias);
        }, Bytes: 8.0 * 64 * 128 * 64),
        new("norms", "layer_norm and backward", () =>
        {
            Tensor x = rand(Height, Width, requires_grad: true), weight = rand(Width, requires_grad: true), bias = rand(Width, requires_grad: true), grad = rand(Height, Width);
            return () => Backward(functional.layer_norm(x, [Width], weight, bias), grad, x, weight, bias);
        }, Bytes: 20.0 * Height * Width),
        new("norms", "group_norm 32x64x28x28", () =>
        {
            Tensor x = rand(32, 64, 28, 28), weight = rand(64), bias = rand(64);
            return () => functional.group_norm(x, 8, weight, bias);
        }, Bytes: 8.0 * 32 * 64 * 28 * 28),
        new("norms", "batch_norm 32x16x28x28, training", () =>
        {
            Tensor x = rand(32, 16, 28, 28), weight = rand(16), bias = rand(16), mean = zeros(16), variance = ones(16);
            return () => functional.batch_norm(x, mean, variance, weight, bias, training: true);
        }, Bytes: 8.0 * 32 * 16 * 28 * 28),
        new("norms", "batch_norm 32x64x28x28, inference", () =>
        {
            Tensor x = rand(32, 64, 28, 28), weight = rand(64), bias = rand(64), mean = zeros(64), variance = ones(64);
            return () => functional.batch_norm(x, mean, variance, weight, bias, training: false);
        }, Bytes: 8.0 * 32 * 64 * 28 * 28),
        new("norms", "batch_norm 32x64x28x28 and backward", () =>
        {
            Tensor x = rand([32, 64, 28, 28], requires_grad: true), weight = rand(64, requires_grad: true), bias = rand(64, requires_grad: true), mean = zeros(64), variance = ones(64), grad = rand(32, 64, 28, 28);
            return () => Backward(functional.batch_norm(x, mean, variance, weight, bias, training: true), grad, x, weight, bias);
        }, Bytes: 20.0 * 32 * 64 * 28 * 28),
    ];

    static Row Forward(string name, Func<Tensor, Tensor> op) => new("norms", name, () =>
    {
        var x = rand(Height, Width);
        return () => op(x);
    }, Bytes: 8.0 * Height * Width);

    static Row Both(string name, Func<Tensor, Tensor> op) => new("norms", name + " and backward", () =>
    {
        Tensor x = rand(Height, Width, requires_grad: true), grad = rand(Height, Width);
        return () => Backward(op(x), grad, x);
    }, Bytes: 20.0 * Height * Width);

    /// <summary>Backward with no gradient of the call before.</summary>
    internal static void Backward(Tensor result, Tensor grad, params Tensor[] leaves)
    {
        foreach (var leaf in leaves) leaf.grad = null;
        result.backward([grad]);
    }
}
