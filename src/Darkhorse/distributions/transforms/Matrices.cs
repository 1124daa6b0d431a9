using static Darkhorse.torch.distributions.constraints;

namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        public static partial class transforms
        {
            /// <summary>Vectors to points of the simplex by y = e^x, scaled to the sum 1. Not invertible: many x have one y.</summary>
            public class SoftmaxTransform : Transform
            {
                public override Constraint domain => constraints.real_vector;
                public override Constraint codomain => constraints.simplex;
                protected internal override Tensor _call(Tensor x) => nn.functional.softmax(x, -1);
                protected internal override Tensor _inverse(Tensor y) => y.log();
                public override long[] forward_shape(long[] shape) => AtLeast(shape, 1);
                public override long[] inverse_shape(long[] shape) => AtLeast(shape, 1);
                private protected override bool SameAs(Transform other) => true;
            }

            /// <summary>Vectors of n - 1 numbers to points of the n-simplex: each number breaks a part off the rest of a stick.</summary>
            public class StickBreakingTransform : Transform
            {
                public override Constraint domain => constraints.real_vector;
                public override Constraint codomain => constraints.simplex;
                public override bool bijective => true;

                // With the offset 0 goes to equal parts: the first of n breaks off 1/n.
                static Tensor Offset(Tensor like, long count) => arange(count, 0, -1, like.dtype, like.device).log();

                protected internal override Tensor _call(Tensor x)
                {
                    var part = Distribution.InsideUnit((x - Offset(x, x.shape[^1])).sigmoid());
                    return nn.functional.pad(part, [0, 1], value: 1) * nn.functional.pad((1 - part).cumprod(-1), [1, 0], value: 1);
                }

                protected internal override Tensor _inverse(Tensor y)
                {
                    var head = y[TensorIndex.Ellipsis, ..^1];
                    var rest = (1 - head.cumsum(-1)).clamp(min: finfo(y.dtype).tiny);
                    return head.log() - rest.log() + Offset(y, head.shape[^1]);
                }

                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y)
                {
                    var shifted = x - Offset(x, x.shape[^1]);
                    return (-shifted + nn.functional.logsigmoid(shifted) + y[TensorIndex.Ellipsis, ..^1].log()).sum(-1);
                }

                public override long[] forward_shape(long[] shape) => [.. AtLeast(shape, 1)[..^1], shape[^1] + 1];
                public override long[] inverse_shape(long[] shape) => [.. AtLeast(shape, 1)[..^1], shape[^1] - 1];
                private protected override bool SameAs(Transform other) => true;
            }

            /// <summary>Matrices to lower triangular ones of a positive diagonal: e^x on the diagonal, nothing above.</summary>
            public class LowerCholeskyTransform : Transform
            {
                public override Constraint domain => constraints.independent(constraints.real, 2);
                public override Constraint codomain => constraints.lower_cholesky;
                protected internal override Tensor _call(Tensor x) => x.tril(-1) + x.diagonal(0, -2, -1).exp().diag_embed();
                protected internal override Tensor _inverse(Tensor y) => y.tril(-1) + y.diagonal(0, -2, -1).log().diag_embed();
                private protected override bool SameAs(Transform other) => true;
            }

            /// <summary>Matrices to positive definite ones: L L^T, with L of <see cref="LowerCholeskyTransform"/>.</summary>
            public class PositiveDefiniteTransform : Transform
            {
                public override Constraint domain => constraints.independent(constraints.real, 2);
                public override Constraint codomain => constraints.positive_definite;

                protected internal override Tensor _call(Tensor x)
                {
                    var factor = new LowerCholeskyTransform()._call(x);
                    return factor.matmul(factor.mT);
                }

                protected internal override Tensor _inverse(Tensor y) => new LowerCholeskyTransform()._inverse(linalg.cholesky(y));
                private protected override bool SameAs(Transform other) => true;
            }

            /// <summary>Vectors of n (n - 1) / 2 numbers to Cholesky factors of n x n correlation matrices, row by row, each number's tanh breaking a part off the row's length.</summary>
            /// <remarks>Lewandowski, Kurowicka, Joe: Generating random correlation matrices based on vines and extended onion method (2009).</remarks>
            public class CorrCholeskyTransform : Transform
            {
                public override Constraint domain => constraints.real_vector;
                public override Constraint codomain => constraints.corr_cholesky;
                public override bool bijective => true;

                protected internal override Tensor _call(Tensor x)
                {
                    double eps = finfo(x.dtype).eps;
                    var partial = Triangle(x.tanh().clamp(-1 + eps, 1 - eps));
                    var left = (1 - partial.square()).sqrt().cumprod(-1)[TensorIndex.Ellipsis, ..^1];
                    return (partial + eye(partial.shape[^1], dtype: x.dtype, device: x.device)) * nn.functional.pad(left, [1, 0], value: 1);
                }

                protected internal override Tensor _inverse(Tensor y)
                {
                    var left = nn.functional.pad(Left(y)[TensorIndex.Ellipsis, ..^1], [1, 0], value: 1);
                    var partial = Below(y) / Below(left).sqrt();
                    return (partial.log1p() - (-partial).log1p()) / 2;
                }

                public override Tensor log_abs_det_jacobian(Tensor x, Tensor y)
                {
                    // Below the diagonal each entry is tanh(x) times the square root of what is left of its row.
                    var byLeft = 0.5 * Below(Left(y), -2).log().sum(-1);
                    var byTanh = -2 * (x + nn.functional.softplus(-2 * x) - Math.Log(2)).sum(-1);
                    return byLeft + byTanh;
                }

                // 1 less the squares of the row so far.
                static Tensor Left(Tensor y) => 1 - (y * y).cumsum(-1);

                static Tensor Below(Tensor matrix, long diagonal = -1)
                {
                    var at = tril_indices(matrix.shape[^2], matrix.shape[^1], diagonal, device: matrix.device);
                    return matrix[TensorIndex.Ellipsis, TensorIndex.Tensor(at[0]), TensorIndex.Tensor(at[1])];
                }

                static Tensor Triangle(Tensor values)
                {
                    long size = Side(values.shape[^1]);
                    var at = tril_indices(size, size, -1, device: values.device);
                    return zeros([.. values.shape[..^1], size * size], values.dtype, values.device)
                        .scatter(-1, (at[0] * size + at[1]).expand(values.shape), values).reshape([.. values.shape[..^1], size, size]);
                }

                static long Side(long count)
                {
                    long size = (long)Math.Round(0.5 + Math.Sqrt(0.25 + 2.0 * count));
                    return size * (size - 1) / 2 == count ? size : throw new ArgumentException("Input is not a flattened lower-diagonal number");
                }

                public override long[] forward_shape(long[] shape) => [.. AtLeast(shape, 1)[..^1], Side(shape[^1]), Side(shape[^1])];

                public override long[] inverse_shape(long[] shape)
                {
                    if (AtLeast(shape, 2)[^2] != shape[^1]) throw new ArgumentException("Input is not square");
                    return [.. shape[..^2], shape[^1] * (shape[^1] - 1) / 2];
                }

                private protected override bool SameAs(Transform other) => true;
            }

            static long[] AtLeast(long[] shape, int dims) => shape.Length >= dims ? shape : throw new ArgumentException("Too few dimensions on input");

            /// <summary>No transform at all.</summary>
            public static ComposeTransform identity_transform { get; } = new([]);
        }
    }
}
