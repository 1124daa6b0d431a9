namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class constraints
        {
            /// <summary>Matrices that are zero above the diagonal.</summary>
            public class _LowerTriangular() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value) => value.tril().eq(value).all(-1).all(-1);
            }

            /// <summary>Lower triangular matrices with a positive diagonal.</summary>
            public class _LowerCholesky() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value) => lower_triangular.check(value) & (value.diagonal(0, -2, -1) > 0).all(-1);
            }

            /// <summary>Cholesky factors of correlation matrices: rows of length 1.</summary>
            public class _CorrCholesky() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value)
                {
                    // Room for the rounding of a row's norm.
                    double tolerance = finfo(value.dtype).eps * value.shape[^1] * 10;
                    return ((value.square().sum(-1).sqrt() - 1).abs() <= tolerance).all(-1) & lower_cholesky.check(value);
                }
            }

            /// <summary>Square matrices.</summary>
            public class _Square() : Constraint(false, 2)
            {
                public override Tensor check(Tensor value) => full(value.shape[..^2], value.shape[^2] == value.shape[^1], ScalarType.Bool, value.device);
            }

            /// <summary>Symmetric matrices.</summary>
            public class _Symmetric : _Square
            {
                public override Tensor check(Tensor value)
                {
                    var isSquare = base.check(value);
                    return value.shape[^2] != value.shape[^1] ? isSquare : value.isclose(value.mT, atol: 1e-6).all(-1).all(-1);
                }
            }

            /// <summary>Symmetric matrices without a negative eigenvalue.</summary>
            public class _PositiveSemiDefinite : _Symmetric
            {
                public override Tensor check(Tensor value)
                {
                    var isSymmetric = base.check(value);
                    return (bool)isSymmetric.all() ? (linalg.eigvalsh(value) >= 0).all(-1) : isSymmetric;
                }
            }

            /// <summary>Symmetric matrices of positive eigenvalues.</summary>
            public class _PositiveDefinite : _Symmetric
            {
                public override Tensor check(Tensor value)
                {
                    var isSymmetric = base.check(value);
                    return (bool)isSymmetric.all() ? linalg.cholesky_ex(value).info.eq(0) : isSymmetric;
                }
            }
        }
    }
}
