namespace Bench;

/// <summary>Fourier transforms. Operations by the usual measure, 5 n log2 n.</summary>
static class Fourier
{
    public static IEnumerable<Row> Rows =>
    [
        Of("fft of 64 x 1024", [64, 1024], 1024, x => fft.fft_(x)),
        Of("fft of 2^20", [1 << 20], 1 << 20, x => fft.fft_(x)),
        Of("fft of 1000 x 1000", [1000, 1000], 1000, x => fft.fft_(x)),
        Of("fft of 1000 x 1000, columns", [1000, 1000], 1000, x => fft.fft_(x, dim: 0)),
        Of("fft of 1000 x 1009, prime", [1000, 1009], 1009, x => fft.fft_(x)),
        Of("fft2 of 512 x 512", [512, 512], 512 * 512, x => fft.fft2(x)),
        Of("ifft of 64 x 1024", [64, 1024], 1024, x => fft.ifft(x)),
        Of("fft of 64 x 1024, complex128", [64, 1024], 1024, x => fft.fft_(x), complex128),
        Of("rfft of 64 x 1024", [64, 1024], 512, x => fft.rfft(x), float32),
        Of("rfft of 2^20", [1 << 20], 1 << 19, x => fft.rfft(x), float32),
        new("fft", "irfft of 64 x 513", () =>
        {
            var x = fft.rfft(rand(64, 1024));
            return () => fft.irfft(x);
        }, Flops: 64 * 5.0 * 512 * 9),
    ];

    static Row Of(string name, long[] sizes, double points, Func<Tensor, Tensor> op, ScalarType type = ScalarType.ComplexFloat32) => new("fft", name, () =>
    {
        var x = rand(sizes).to_type(type);
        return () => op(x);
    }, Flops: 5 * sizes.Aggregate(1.0, (product, size) => product * size) * Math.Log2(points) * (type == float32 ? 0.5 : 1));
}
