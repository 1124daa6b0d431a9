using Darkhorse.Autograd;

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class linalg
        {
            /// <summary>Which parts of a QR factorisation are wanted.</summary>
            public enum QRMode
            {
                /// <summary>As many columns of Q as the matrix has rows or columns, whichever are fewer.</summary>
                Reduced = 0,

                /// <summary>A square Q.</summary>
                Complete = 1,

                /// <summary>R alone.</summary>
                R = 2,
            }
        }
    }
}

namespace Darkhorse.Ops
{
    /// <summary>Orthogonal factorisations, eigenvalues and singular values of the matrices in the last two dims.</summary>
    static class Spectra
    {
        /// <summary>A = Q R with orthonormal columns of Q and an upper triangle R.</summary>
        [Op("linalg.qr")]
        public static (Tensor Q, Tensor R) Qr(Tensor input, torch.linalg.QRMode mode = torch.linalg.QRMode.Reduced)
        {
            LinearErrors.CheckMatrix(input, "linalg.qr");
            LinearErrors.CheckField(input, "linalg.qr");
            var (q, r) = Factors.Qr(input, mode == torch.linalg.QRMode.Complete);
            if (GradMode.Tracks(input))
            {
                var node = new LinalgQrNode(input, q, r, mode);
                if (mode != torch.linalg.QRMode.R) q.SetGradFn(node, 0);
                r.SetGradFn(node, 1);
            }
            return mode == torch.linalg.QRMode.R ? (Tensor.Empty(Layout.Contiguous([0]), input.DType, input), r) : (q, r);
        }

        /// <summary>As linalg.qr, by PyTorch's name of the mode: reduced, complete or r.</summary>
        [Op("linalg.qr")]
        public static (Tensor Q, Tensor R) Qr(Tensor input, string mode) => Qr(input, mode switch
        {
            "reduced" => torch.linalg.QRMode.Reduced,
            "complete" => torch.linalg.QRMode.Complete,
            "r" => torch.linalg.QRMode.R,
            _ => throw new InvalidOperationException($"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"),
        });

        /// <summary>Householder's reflections, as LAPACK packs them, and their factors.</summary>
        [Op("geqrf")]
        public static (Tensor a, Tensor tau) Geqrf(Tensor input)
        {
            LinearErrors.CheckMatrix(input, "torch.geqrf");
            LinearErrors.CheckField(input, "torch.geqrf");
            return Factors.Reflections(input);
        }

        /// <summary>The first columns of the product of Householder's reflections, as geqrf gives them.</summary>
        [Op("linalg.householder_product")]
        [Op("orgqr", Variants.Function, Names = "input")]
        public static Tensor HouseholderProduct(Tensor A, Tensor tau)
        {
            LinearErrors.CheckMatrix(A, "torch.linalg.householder_product", "input");
            LinearErrors.CheckField(A, "torch.linalg.householder_product");
            if (tau.Layout.Rank + 1 != A.Layout.Rank)
                throw new InvalidOperationException($"torch.linalg.householder_product: Expected tau to have one dimension less than input, but got tau.ndim equal to {tau.Layout.Rank} and input.ndim is equal to {A.Layout.Rank}");
            long m = A.Sizes[^2], n = A.Sizes[^1], k = tau.Sizes[^1];
            if (m < n) throw new InvalidOperationException("torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1]");
            if (n < k) throw new InvalidOperationException("torch.linalg.householder_product: input.shape[-1] must be greater than or equal to tau.shape[-1]");
            if (!GradMode.Tracks(A, tau)) return Factors.ReflectionProduct(A, tau);
            // With a graph: the reflections one after the other, made of differentiable ops.
            var q = Solvers.Eye(m, n, A).expand([.. A.Sizes[..^2], m, n]);
            for (var i = k - 1; i >= 0; i--)
            {
                var v = A.narrow(-1, i, 1).tril(-1 - i) + Solvers.Eye(m, n, A).narrow(-1, i, 1);
                q -= tau.narrow(-1, i, 1).unsqueeze(-1) * v.matmul(v.mH.matmul(q));
            }
            return q;
        }

        /// <summary>Q C, Q^H C if transpose, or with Q on the right, where Q is the square product of the reflections that geqrf gives.</summary>
        [Op("ormqr")]
        public static Tensor Ormqr(Tensor input, Tensor tau, Tensor other, bool left = true, bool transpose = false)
        {
            LinearErrors.CheckMatrix(input, "torch.ormqr", "input");
            LinearErrors.CheckMatrix(other, "torch.ormqr", "other");
            long m = input.Sizes[^2], k = input.Sizes[^1];
            if (m < k || tau.Sizes[^1] > k || other.Sizes[left ? ^2 : ^1] != m) throw new InvalidOperationException($"torch.ormqr: other.shape[{(left ? -2 : -1)}] must be equal to input.shape[-2]");
            var square = m == k ? input : torch.cat([input, torch.zeros([.. input.Sizes[..^1], m - k], input.dtype, input.device)], -1);
            var q = HouseholderProduct(square, tau);
            if (transpose) q = q.mH;
            return left ? q.matmul(other) : other.matmul(q);
        }

        /// <summary>Eigenvalues, ascending, and orthonormal eigenvectors (columns) of symmetric or Hermitian matrices, of which one triangle is read.</summary>
        [Op("linalg.eigh")]
        public static (Tensor eigenvalues, Tensor eigenvectors) Eigh(Tensor input, char UPLO = 'L')
        {
            LinearErrors.CheckSquare(input, "linalg.eigh");
            LinearErrors.CheckField(input, "linalg.eigh");
            if (UPLO is not ('L' or 'U' or 'l' or 'u')) throw new InvalidOperationException($"Expected UPLO argument to be 'L' or 'U', but got {UPLO}");
            var (values, vectors) = Factors.Hermitian(UPLO is 'U' or 'u' ? input.detach().mH : input, "linalg.eigh");
            if (GradMode.Tracks(input))
            {
                var node = new LinalgEighNode(input, values, vectors, UPLO);
                values.SetGradFn(node, 0);
                vectors.SetGradFn(node, 1);
            }
            return (values, vectors);
        }

        [Op("linalg.eigh")]
        public static (Tensor eigenvalues, Tensor eigenvectors) Eigh(Tensor input, string UPLO) => Eigh(input, UPLO.Length == 1 ? UPLO[0] : '?');

        /// <summary>Eigenvalues of symmetric or Hermitian matrices, ascending.</summary>
        [Op("linalg.eigvalsh")]
        public static Tensor Eigvalsh(Tensor input, char UPLO = 'L') => Eigh(input, UPLO).eigenvalues;

        [Op("linalg.eigvalsh")]
        public static Tensor Eigvalsh(Tensor input, string UPLO) => Eigh(input, UPLO).eigenvalues;

        /// <summary>Eigenvalues and eigenvectors (columns of length 1) of square matrices; complex.</summary>
        [Op("linalg.eig")]
        public static (Tensor eigenvalues, Tensor eigenvectors) Eig(Tensor input)
        {
            LinearErrors.CheckSquare(input, "linalg.eig");
            LinearErrors.CheckField(input, "linalg.eig");
            var (values, vectors) = Factors.General(input, "linalg.eig");
            if (GradMode.Tracks(input))
            {
                var node = new LinalgEigNode(input, values, vectors);
                values.SetGradFn(node, 0);
                vectors.SetGradFn(node, 1);
            }
            return (values, vectors);
        }

        /// <summary>Eigenvalues of square matrices; complex.</summary>
        [Op("linalg.eigvals")]
        public static Tensor Eigvals(Tensor input) => Eig(input).eigenvalues;

        /// <summary>A = U diag(S) Vh with orthonormal columns of U and rows of Vh, S descending.</summary>
        [Op("linalg.svd")]
        public static (Tensor U, Tensor S, Tensor Vh) LinalgSvd(Tensor input, bool fullMatrices = true) => Svd(input, fullMatrices);

        internal static (Tensor U, Tensor S, Tensor Vh) Svd(Tensor input, bool full = false)
        {
            LinearErrors.CheckMatrix(input, "linalg.svd");
            LinearErrors.CheckField(input, "linalg.svd");
            var (u, s, vh) = Factors.Singular(input, full, "linalg.svd");
            if (GradMode.Tracks(input))
            {
                var node = new LinalgSvdNode(input, u, s, vh);
                u.SetGradFn(node, 0);
                s.SetGradFn(node, 1);
                vh.SetGradFn(node, 2);
            }
            return (u, s, vh);
        }

        /// <summary>A = U diag(S) V^H, with V itself.</summary>
        [Op("svd")]
        public static (Tensor U, Tensor S, Tensor V) ClassicSvd(Tensor input, bool some = true, bool compute_uv = true)
        {
            var (u, s, vh) = Svd(input, !some);
            return compute_uv ? (u, s, vh.mH) : (u.zeros_like(), s, vh.mH.zeros_like());
        }

        /// <summary>Singular values, descending.</summary>
        [Op("linalg.svdvals")]
        public static Tensor Svdvals(Tensor input) => Svd(input).S;

        /// <summary>L with A = L L^H (U with A = U^H U if upper) for symmetric or Hermitian positive-definite matrices.</summary>
        /// <exception cref="InvalidOperationException">A matrix is not positive-definite.</exception>
        [Op("linalg.cholesky")]
        [Op("cholesky")]
        public static Tensor Cholesky(Tensor input, bool upper = false) => CholeskyEx(input, true, upper).L;

        [Op("linalg.cholesky_ex")]
        public static (Tensor L, Tensor info) LinalgCholeskyEx(Tensor input, bool check_errors = false, bool upper = false) => CholeskyEx(input, check_errors, upper);

        static (Tensor L, Tensor Info) CholeskyEx(Tensor input, bool check, bool upper)
        {
            LinearErrors.CheckSquare(input, "linalg.cholesky");
            LinearErrors.CheckField(input, "linalg.cholesky");
            var (lower, info) = Factors.Cholesky(upper ? input.detach().mH : input);
            if (check) LinearErrors.CheckPositive(info, "linalg.cholesky");
            if (GradMode.Tracks(input)) lower.SetGradFn(new LinalgCholeskyExNode(input, lower), 0);
            return (upper ? lower.mH : lower, info);
        }

        /// <summary>X with L L^H X = B (U^H U if upper).</summary>
        [Op("cholesky_solve")]
        public static Tensor CholeskySolve(Tensor input, Tensor input2, bool upper = false)
        {
            LinearErrors.CheckMatrix(input, "cholesky_solve", "b");
            LinearErrors.CheckSquare(input2, "cholesky_solve", "u");
            var lower = upper ? input2.mH : input2;
            return Solvers.SolveTriangular(lower.mH, Solvers.SolveTriangular(lower, input, false), true);
        }

        /// <summary>The inverse of the matrix of which this is the Cholesky factor.</summary>
        [Op("cholesky_inverse")]
        public static Tensor CholeskyInverse(Tensor input, bool upper = false)
        {
            LinearErrors.CheckSquare(input, "cholesky_inverse");
            return CholeskySolve(Solvers.Eye(input.Sizes[^1], input.Sizes[^1], input), input, upper);
        }
    }
}
