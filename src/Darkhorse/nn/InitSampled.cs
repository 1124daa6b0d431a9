using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            /// <summary>Normal numbers, of which those outside of [a, b] are drawn again: by the inverse of the distribution function.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                using var _ = new GradMode.Scope(false);
                double low = Cumulative((a - mean) / std), high = Cumulative((b - mean) / std);
                return tensor.uniform_(2 * low - 1, 2 * high - 1, generator).erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
            }

            static double Cumulative(double x) => (1 + torch.tensor(x / Math.Sqrt(2)).erf().item<double>()) / 2;

            /// <summary>A random matrix with orthonormal rows or columns, whichever are fewer (Saxe et al., arXiv 1312.6120); more dims count as columns.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                if (tensor.ndim < 2) throw new ArgumentException("Only tensors with 2 or more dimensions are supported");
                if (tensor.numel() == 0) return tensor;
                using var _ = new GradMode.Scope(false);
                long rows = tensor.Sizes[0], columns = tensor.numel() / rows;
                var random = empty([rows, columns], tensor.dtype).normal_(0, 1).to(float64);
                bool wide = rows < columns;
                // Orthonormal vectors in a row each: their number is the smaller one.
                var vectors = wide ? random : random.transpose(0, 1).contiguous();
                double[] result = vectors.ToArray<double>();
                Orthonormalise(result, (int)vectors.Sizes[0], (int)vectors.Sizes[1]);
                var matrix = torch.tensor(result).view(vectors.shape);
                return tensor.copy_((wide ? matrix : matrix.transpose(0, 1)).reshape(tensor.shape)).mul_(gain);
            }

            // Gram and Schmidt's way, each vector cleaned twice, which is enough (Kahan and Parlett). It gives the factor of a QR decomposition whose R has a
            // positive diagonal, of which there is only one, whatever the algorithm.
            static void Orthonormalise(double[] vectors, int count, int length)
            {
                for (int i = 0; i < count; i++)
                {
                    var own = vectors.AsSpan(i * length, length);
                    for (int pass = 0; pass < 2; pass++)
                        for (int j = 0; j < i; j++)
                        {
                            var other = vectors.AsSpan(j * length, length);
                            double share = Dot(own, other);
                            for (int k = 0; k < length; k++) own[k] -= share * other[k];
                        }
                    double norm = Math.Sqrt(Dot(own, own));
                    for (int k = 0; k < length; k++) own[k] /= norm;
                }
            }

            static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
            {
                double sum = 0;
                for (int k = 0; k < a.Length; k++) sum += a[k] * b[k];
                return sum;
            }
        }
    }
}
