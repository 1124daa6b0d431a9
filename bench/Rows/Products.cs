namespace Bench;

/// <summary>Products of matrices.</summary>
static class Products
{
    public static IEnumerable<Row> Rows
    {
        get
        {
            foreach (long n in new long[] { 64, 128, 256, 512, 1024, 2048 })
            {
                yield return new("gemm", $"gemm {n}", () =>
                {
                    Tensor x = rand(n, n), y = rand(n, n);
                    return () => x.mm(y);
                }, Flops: 2.0 * n * n * n);
            }
            foreach (long n in new long[] { 256, 1024 })
            {
                yield return new("gemm", $"gemm {n}, float64", () =>
                {
                    Tensor x = rand(n, n, dtype: float64), y = rand(n, n, dtype: float64);
                    return () => x.mm(y);
                }, Flops: 2.0 * n * n * n);
                yield return new("gemm", $"gemm {n}, both transposed", () =>
                {
                    Tensor x = rand(n, n).t(), y = rand(n, n).t();
                    return () => x.mm(y);
                }, Flops: 2.0 * n * n * n);
            }
            yield return new("gemm", "gemv 1x1024 by 1024x1024", () =>
            {
                Tensor x = rand(1, 1024), y = rand(1024, 1024);
                return () => x.mm(y);
            }, Flops: 2.0 * 1024 * 1024);
            yield return new("gemm", "bmm 64 of 64x64", () =>
            {
                Tensor x = rand(64, 64, 64), y = rand(64, 64, 64);
                return () => x.bmm(y);
            }, Flops: 2.0 * 64 * 64 * 64 * 64);
        }
    }
}
