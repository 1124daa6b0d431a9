using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>The parametrizations that come with the library.</summary>
            public static class parametrizations
            {
                /// <summary>A weight of learned length (<c>original0</c>) and direction (<c>original1</c>).</summary>
                public static T weight_norm<T>(T module, string name = "weight", long? dim = 0) where T : Module
                    => parametrize.register_parametrization(module, name, new WeightNorm(dim), @unsafe: true);

                /// <summary>A weight divided by its largest singular value.</summary>
                /// <exception cref="ArgumentException">There is no such parameter, or the number of iterations is not positive.</exception>
                public static T spectral_norm<T>(T module, string name = "weight", int n_power_iterations = 1, double eps = 1e-12, long? dim = null) where T : Module
                    => parametrize.register_parametrization(module, name, new SpectralNorm(Present(module, name), Spectral(module, n_power_iterations, eps, dim)));

                /// <summary>A matrix (or a batch) with orthonormal columns, or rows if it is wide.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The parameter.</param>
                /// <param name="orthogonal_map"><c>matrix_exp</c>, <c>cayley</c> or <c>householder</c>; null: the first for square and complex matrices, else the last.</param>
                /// <param name="use_trivialization">Start from the present matrix.</param>
                /// <exception cref="ArgumentException">It is no matrix, or the map is unknown or cannot be used.</exception>
                public static T orthogonal<T>(T module, string name = "weight", string? orthogonal_map = null, bool use_trivialization = true) where T : Module
                {
                    var weight = Present(module, name);
                    if (weight.ndim < 2) throw new ArgumentException($"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.");
                    var map = orthogonal_map switch
                    {
                        "matrix_exp" => OrthogonalMap.MatrixExponential,
                        "cayley" => OrthogonalMap.Cayley,
                        "householder" => OrthogonalMap.Householder,
                        null => weight.Sizes[^2] == weight.Sizes[^1] || weight.is_complex() ? OrthogonalMap.MatrixExponential : OrthogonalMap.Householder,
                        _ => throw new ArgumentException($"orthogonal_map has to be one of \"matrix_exp\", \"cayley\", \"householder\". Got: {orthogonal_map}"),
                    };
                    if (map == OrthogonalMap.Householder && weight.is_complex()) throw new ArgumentException("The householder parametrization does not support complex tensors.");
                    bool canStart = use_trivialization || map == OrthogonalMap.Householder;
                    return parametrize.register_parametrization(module, name, canStart ? new InvertibleOrthogonal(map, use_trivialization) : new Orthogonal(map), @unsafe: true);
                }

                static Tensor Present(Module module, string name)
                    => module.ParameterOf(name) ?? throw new ArgumentException($"Module '{module}' has no parameter or buffer with name '{name}'");
            }
        }
    }
}
