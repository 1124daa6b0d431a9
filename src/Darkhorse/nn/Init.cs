using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Start values of parameters, written in place and outside of the graph; the same numbers as PyTorch's for the same seed.</summary>
        public static partial class init
        {
            /// <summary>Which side of a layer the variance is kept for.</summary>
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>What follows the layer.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
                SELU = 11,
            }

            /// <summary>The factor by which a nonlinearity's layer is to be larger.</summary>
            /// <param name="nonlinearity">What follows.</param>
            /// <param name="param">The negative slope of a leaky ReLU; default 0.01.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double? param = null) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + Math.Pow(param ?? 0.01, 2))),
                NonlinearityType.SELU => 3.0 / 4,
                _ => 1,
            };

            /// <summary>How many inputs each output of a weight [out, in, kernel…] sees, and how many outputs each input.</summary>
            /// <exception cref="ArgumentException">The weight has fewer than two dims.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                if (tensor.ndim < 2) throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                long field = 1;
                foreach (long size in tensor.Sizes[2..]) field *= size;
                return (tensor.Sizes[1] * field, tensor.Sizes[0] * field);
            }

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var _ = new GradMode.Scope(false);
                return tensor.uniform_(low, high, generator);
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var _ = new GradMode.Scope(false);
                return tensor.normal_(mean, std, generator);
            }

            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var _ = new GradMode.Scope(false);
                return tensor.fill_(val);
            }

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1.0);

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0.0);

            /// <summary>The identity matrix.</summary>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.ndim != 2) throw new ArgumentException("Only tensors with 2 dimensions are supported");
                using var _ = new GradMode.Scope(false);
                return tensor.copy_(eye(tensor.Sizes[0], tensor.Sizes[1], tensor.dtype, tensor.device));
            }

            /// <summary>Convolution weights [out, in, kernel…] that pass channels on as they are.</summary>
            public static Tensor dirac_(Tensor tensor, long groups = 1)
            {
                int rank = (int)tensor.ndim;
                if (rank is not (3 or 4 or 5)) throw new ArgumentException("Only tensors with 3, 4, or 5 dimensions are supported");
                if (tensor.Sizes[0] % groups != 0) throw new ArgumentException("dim 0 must be divisible by groups");
                using var _ = new GradMode.Scope(false);
                tensor.fill_(0);
                long outputs = tensor.Sizes[0] / groups, shared = Math.Min(outputs, tensor.Sizes[1]);
                for (long g = 0; g < groups; g++)
                    for (long d = 0; d < shared; d++)
                    {
                        var cell = tensor.select(0, g * outputs + d).select(0, d);
                        for (int i = 2; i < rank; i++) cell = cell.select(0, tensor.Sizes[i] / 2);
                        cell.fill_(1);
                    }
                return tensor;
            }

            /// <summary>Uniform so that the variance stays the same forward and backward (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                double bound = Math.Sqrt(3.0) * XavierStd(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <inheritdoc cref="xavier_uniform_"/>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            /// <summary>Normal so that the variance stays the same forward and backward (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierStd(tensor, gain));

            /// <inheritdoc cref="xavier_normal_"/>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            static double XavierStd(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            /// <summary>Uniform so that the variance stays the same through rectifiers (He et al., arXiv 1502.01852).</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                if (tensor.numel() == 0) return tensor;
                double bound = Math.Sqrt(3.0) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal so that the variance stays the same through rectifiers (He et al., arXiv 1502.01852).</summary>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
                => tensor.numel() == 0 ? tensor : normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            /// <summary>Normal numbers, of which a share of each column is set to zero (Martens, 2010).</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.ndim != 2) throw new ArgumentException("Only tensors with 2 dimensions are supported");
                long rows = tensor.Sizes[0], zeros = (long)Math.Ceiling(sparsity * rows);
                using var _ = new GradMode.Scope(false);
                tensor.normal_(0, std);
                for (long column = 0; column < tensor.Sizes[1]; column++)
                {
                    long[] order = randperm(rows).ToArray<long>();
                    for (long i = 0; i < zeros; i++) tensor.select(0, order[i]).select(0, column).fill_(0);
                }
                return tensor;
            }
        }
    }
}
