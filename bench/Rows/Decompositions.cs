namespace Bench;

/// <summary>Decompositions and solutions of float32 matrices, n by n.</summary>
static class Decompositions
{
    public static IEnumerable<Row> Rows
    {
        get
        {
            foreach (long n in new long[] { 64, 256, 512 })
            {
                double cube = (double)n * n * n;
                yield return Of($"svd {n}", n, x => linalg.svd(x));
                yield return Of($"svdvals {n}", n, x => linalg.svdvals(x));
                yield return Of($"qr {n}", n, x => linalg.qr(x), 8 * cube / 3);
                yield return Of($"eigh {n}", n, x => linalg.eigh(x), symmetric: true);
                yield return Of($"eig {n}", n, x => linalg.eig(x));
                yield return Of($"inv {n}", n, x => linalg.inv(x), 2 * cube);
                yield return Of($"cholesky {n}", n, x => linalg.cholesky(x), cube / 3, symmetric: true);
                yield return Of($"det {n}", n, x => linalg.det(x), 2 * cube / 3);
                yield return new("linalg", $"solve {n}, one right side", () =>
                {
                    Tensor x = rand(n, n).add(eye(n)), y = rand(n, 1);
                    return () => linalg.solve(x, y);
                }, Flops: 2 * cube / 3);
                yield return new("linalg", $"solve {n}, as many right sides", () =>
                {
                    Tensor x = rand(n, n).add(eye(n)), y = rand(n, n);
                    return () => linalg.solve(x, y);
                }, Flops: 8 * cube / 3);
                yield return new("linalg", $"lstsq {2 * n} x {n}", () =>
                {
                    Tensor x = rand(2 * n, n), y = rand(2 * n, 1);
                    return () => linalg.lstsq(x, y);
                }, Flops: 10 * cube / 3);
            }
            yield return new("linalg", "inv of 1000, 8 x 8", () =>
            {
                var x = rand(1000, 8, 8).add(eye(8));
                return () => linalg.inv(x);
            });
            yield return new("linalg", "cholesky of 1000, 8 x 8", () =>
            {
                var x = rand(1000, 8, 8);
                x = x.matmul(x.mT).add(eye(8));
                return () => linalg.cholesky(x);
            });
        }
    }

    static Row Of(string name, long n, Func<Tensor, object> op, double flops = 0, bool symmetric = false) => new("linalg", name, () =>
    {
        manual_seed(1);
        var x = rand(n, n);
        if (symmetric) x = x.mm(x.t()).add(eye(n));
        return () => op(x);
    }, Flops: flops);
}
