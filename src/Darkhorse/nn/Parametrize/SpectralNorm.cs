using Darkhorse.Autograd;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>
    /// A weight divided by its largest singular value as a matrix (Miyato et al., arXiv 1802.05957), which power iteration follows: each use in training
    /// improves the vectors u and v.
    /// </summary>
    sealed class SpectralNorm : torch.nn.Module<Tensor, Tensor>, torch.nn.utils.parametrize.IRightInverse
    {
        readonly SpectralShape _shape;

        public SpectralNorm(Tensor weight, SpectralShape shape) : base("_SpectralNorm")
        {
            _shape = shape;
            if (weight.ndim <= 1) return;
            var (u, v) = shape.Start(weight);
            register_buffer("_u", u);
            register_buffer("_v", v);
        }

        public override Tensor forward(Tensor weight)
            => weight.ndim == 1 ? torch.nn.functional.normalize(weight, 2, 0, _shape.Eps) : _shape.Normalised(weight, BufferOf("_u")!, BufferOf("_v")!, training);

        public Tensor right_inverse(Tensor value) => value;
    }

    /// <summary>How a weight is a matrix, and how its largest singular value is followed.</summary>
    sealed record SpectralShape(long Dim, int Iterations, double Eps)
    {
        /// <summary>The dim in front, the others side by side.</summary>
        Tensor Matrix(Tensor weight)
        {
            long first = Dims.Wrap(Dim, weight.Layout.Rank);
            if (first != 0) weight = weight.permute([first, .. Enumerable.Range(0, weight.Layout.Rank).Select(d => (long)d).Where(d => d != first)]);
            return weight.flatten(1);
        }

        public (Tensor U, Tensor V) Start(Tensor weight)
        {
            using var _ = new GradMode.Scope(false);
            var matrix = Matrix(weight.detach());
            var u = torch.nn.functional.normalize(matrix.new_empty([matrix.Sizes[0]]).normal_(0, 1), 2, 0, Eps);
            var v = torch.nn.functional.normalize(matrix.new_empty([matrix.Sizes[1]]).normal_(0, 1), 2, 0, Eps);
            Iterate(matrix, u, v, 15);
            return (u, v);
        }

        void Iterate(Tensor matrix, Tensor u, Tensor v, int count)
        {
            for (int i = 0; i < count; i++)
            {
                u.copy_(torch.nn.functional.normalize(matrix.mv(v), 2, 0, Eps));
                v.copy_(torch.nn.functional.normalize(matrix.mH.mv(u), 2, 0, Eps));
            }
        }

        public Tensor Normalised(Tensor weight, Tensor u, Tensor v, bool training)
        {
            var matrix = Matrix(weight);
            if (training)
                using (new GradMode.Scope(false))
                    Iterate(matrix.detach(), u, v, Iterations);
            // The vectors change with the next use, and backward needs those of this one.
            var sigma = torch.vdot(u.clone(), matrix.mv(v.clone()));
            return weight / sigma;
        }
    }

    /// <summary>A parameter NAME computed from NAME_orig, with the vectors in the buffers NAME_u and NAME_v.</summary>
    sealed class SpectralNormRule(string name, SpectralShape shape) : ComputedPart
    {
        public override Tensor Compute(torch.nn.Module module)
            => shape.Normalised(module.ParameterOf(name + "_orig")!, module.BufferOf(name + "_u")!, module.BufferOf(name + "_v")!, module.training);

        public override void Assign(torch.nn.Module module, Tensor value)
        {
            using var _ = new GradMode.Scope(false);
            module.ParameterOf(name + "_orig")!.copy_(value);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static partial class utils
            {
                /// <summary>Divides a weight by its largest singular value; NAME_orig is learned instead of it.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The parameter.</param>
                /// <param name="n_power_iterations">Steps of the power iteration at each use in training.</param>
                /// <param name="eps">Keeps from dividing by zero.</param>
                /// <param name="dim">The dim of the outputs; null: 1 for transposed convolutions, else 0.</param>
                /// <exception cref="ArgumentException">The number of iterations is not positive.</exception>
                public static T spectral_norm<T>(T module, string name = "weight", int n_power_iterations = 1, double eps = 1e-12, long? dim = null) where T : Module
                {
                    if (module.Computed?.Rule(name) is SpectralNormRule) throw new InvalidOperationException($"Cannot register two spectral_norm hooks on the same parameter {name}");
                    var weight = Own(module, name);
                    var shape = Spectral(module, n_power_iterations, eps, dim);
                    var (u, v) = shape.Start(weight);
                    module.Parameters.Remove(name);
                    module.register_parameter(name + "_orig", weight);
                    module.register_buffer(name + "_u", u);
                    module.register_buffer(name + "_v", v);
                    (module.Computed ??= new()).Add(name, new SpectralNormRule(name, shape));
                    return module;
                }

                /// <summary>Makes the weight, divided as it is now, a parameter again.</summary>
                /// <exception cref="ArgumentException">There is no spectral norm.</exception>
                public static T remove_spectral_norm<T>(T module, string name = "weight") where T : Module
                {
                    if (module.Computed?.Rule(name) is not SpectralNormRule) throw new ArgumentException($"spectral_norm of '{name}' not found in {module}");
                    bool training = module.training;
                    module.training = false;
                    Uncomputed(module, name, name + "_orig", name + "_u", name + "_v");
                    module.training = training;
                    return module;
                }

                internal static SpectralShape Spectral(Module module, int iterations, double eps, long? dim)
                {
                    if (iterations <= 0) throw new ArgumentException($"Expected n_power_iterations to be positive, but got n_power_iterations={iterations}");
                    return new(dim ?? (module is ConvolutionTranspose ? 1 : 0), iterations, eps);
                }
            }
        }
    }
}
