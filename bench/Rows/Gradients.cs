namespace Bench;

/// <summary>Ops recorded and run backward.</summary>
static class Gradients
{
    public static IEnumerable<Row> Rows
    {
        get
        {
            foreach (long n in new long[] { 10_000, 1_000_000 })
            {
                foreach (var (name, op) in new (string, Func<Tensor, Tensor>)[] { ("exp", x => x.exp()), ("tanh", x => x.tanh()), ("sigmoid", x => x.sigmoid()), ("relu", x => x.relu()), ("gelu", x => functional.gelu(x)), ("log", x => x.log()), ("pow 2.5", x => x.pow(2.5)), ("sum", x => x.sum()), ("mean", x => x.mean()) })
                {
                    yield return new("backward", $"{name} {n:N0} and backward", () =>
                    {
                        Tensor x = rand(n, requires_grad: true), grad = name is "sum" or "mean" ? ones([]) : rand(n);
                        return () => Normalisation.Backward(op(x), grad, x);
                    }, Bytes: 20.0 * n);
                }
                yield return new("backward", $"mul {n:N0} and backward", () =>
                {
                    Tensor x = rand(n, requires_grad: true), y = rand(n, requires_grad: true), grad = rand(n);
                    return () => Normalisation.Backward(x * y, grad, x, y);
                }, Bytes: 36.0 * n);
                yield return new("backward", $"div {n:N0} and backward", () =>
                {
                    Tensor x = rand(n, requires_grad: true), y = rand(n, requires_grad: true).add(1).detach().requires_grad_(), grad = rand(n);
                    return () => Normalisation.Backward(x / y, grad, x, y);
                }, Bytes: 36.0 * n);
                yield return new("backward", $"mse_loss {n:N0} and backward", () =>
                {
                    Tensor x = rand(n, requires_grad: true), y = rand(n);
                    return () => Normalisation.Backward(functional.mse_loss(x, y), ones([]), x);
                }, Bytes: 20.0 * n);
            }
            yield return new("backward", "cat and backward", () =>
            {
                Tensor x = rand(512, 1024, requires_grad: true), y = rand(512, 1024, requires_grad: true), grad = rand(1024, 1024);
                return () => Normalisation.Backward(cat([x, y], 0), grad, x, y);
            }, Bytes: 16.0 * 1024 * 1024);
            yield return new("backward", "index_select and backward", () =>
            {
                Tensor x = rand(10_000, 64, requires_grad: true), index = randint(0, 10_000, [10_000]), grad = rand(10_000, 64);
                return () => Normalisation.Backward(x.index_select(0, index), grad, x);
            }, Bytes: 16.0 * 640_000);
            yield return new("backward", "mm 256 and backward", () =>
            {
                Tensor x = rand(256, 256, requires_grad: true), y = rand(256, 256, requires_grad: true), grad = rand(256, 256);
                return () => Normalisation.Backward(x.mm(y), grad, x, y);
            }, Flops: 6.0 * 256 * 256 * 256);
            yield return new("backward", "cross_entropy 4096x1000 and backward", () =>
            {
                Tensor x = rand(4096, 1000, requires_grad: true), y = randint(0, 1000, [4096]);
                return () => Normalisation.Backward(functional.cross_entropy(x, y), ones([]), x);
            }, Bytes: 16.0 * 4096 * 1000);
        }
    }
}
