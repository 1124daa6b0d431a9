namespace Bench;

/// <summary>What one call costs, on tensors so small that nothing else counts.</summary>
static class Small
{
    public static IEnumerable<Row> Rows =>
    [
        new("small", "add, 10 floats", () =>
        {
            Tensor x = ones(10), y = ones(10);
            return () => x.add(y);
        }),
        new("small", "add, 10 floats, recorded", () =>
        {
            Tensor x = ones(10, requires_grad: true), y = ones(10);
            return () => x.add(y);
        }),
        new("small", "add, row to 4x4", () =>
        {
            Tensor x = ones(4, 4), y = ones(4);
            return () => x.add(y);
        }),
        new("small", "x[5].item()", () =>
        {
            var x = ones(10);
            return () => x[5].item<float>();
        }),
        new("small", "sigmoid, sum, backward on 10", () =>
        {
            var x = ones(10, requires_grad: true);
            return () => x.sigmoid().sum().backward();
        }),
        new("small", "matmul 4x2 by 2x8", () =>
        {
            Tensor x = ones(4, 2), y = ones(2, 8);
            return () => x.mm(y);
        }),
    ];
}
