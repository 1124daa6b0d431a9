using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Signal;

/// <summary>Transforms by their definition: products with matrices of e^(-2 pi i j k / n).</summary>
static class Dft
{
    public const DTypes Reals = DTypes.IntegersAndBool | DTypes.Float32 | DTypes.Float64;
    public const DTypes Numbers = Reals | DTypes.Complexes;

    public static readonly (double, double) Tolerance = (1e-5, 1e-5);

    /// <summary>Along one dim, of n points, unscaled.</summary>
    public static Tensor Along(Tensor x, int dim, long n, bool inverse)
    {
        var indices = arange(n).to(float64);
        var angles = indices.unsqueeze(1) * indices % n * ((inverse ? 2 : -2) * Math.PI / n);
        return Fit(x.to(complex128), dim, n).transpose(dim, -1).matmul(polar(ones_like(angles), angles)).transpose(dim, -1);
    }

    /// <summary>Real points from the first half of a spectrum, unscaled.</summary>
    public static Tensor ToReal(Tensor x, int dim, long n)
    {
        x = Fit(x.to(complex128), dim, n / 2 + 1).transpose(dim, -1);
        var first = x.narrow(-1, 0, 1).real;
        var rest = x.narrow(-1, 1, (n - 1) / 2);
        var middle = x.narrow(-1, n / 2, n % 2 == 0 ? 1 : 0).real;
        var whole = cat([first.to(complex128), rest, middle.to(complex128), rest.flip(-1).conj()], -1).transpose(dim, -1);
        return Along(whole, dim, n, true).real;
    }

    public static Tensor Half(Tensor x, int dim, long n) => x.narrow(dim, 0, n / 2 + 1);

    static Tensor Fit(Tensor x, int dim, long n)
    {
        if (x.shape[dim] >= n) return x.narrow(dim, 0, n);
        long[] more = [.. x.shape];
        more[dim] = n - x.shape[dim];
        return cat([x, zeros(more, x.dtype)], dim);
    }
}
