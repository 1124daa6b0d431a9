using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// Dual numbers: tensors with a tangent, which the results computed from them have, too. A tangent is computed when it is asked for, by two passes
        /// backward (the gradient is linear in its cotangent, and its derivative by that is the derivative along the tangent), so every op that can be
        /// differentiated twice has one. It needs the graph: under <see cref="no_grad"/> there are no tangents, and dual tensors require grad.
        /// </summary>
        public static class forward_ad
        {
            [ThreadStatic] static dual_level? t_level;

            /// <summary>Until disposed, dual tensors can be made on this thread. Levels do not nest, as in PyTorch.</summary>
            public sealed class dual_level : IDisposable
            {
                internal readonly List<(Tensor Dual, Tensor Tangent)> Duals = [];

                public dual_level()
                {
                    if (t_level is not null) throw new InvalidOperationException("Nested forward mode AD is not supported at the moment");
                    t_level = this;
                }

                public void Dispose()
                {
                    if (t_level == this) t_level = null;
                }
            }

            /// <summary>A tensor of the same elements with a tangent.</summary>
            /// <exception cref="InvalidOperationException">No level exists, or the tangent has another shape.</exception>
            public static Tensor make_dual(Tensor tensor, Tensor tangent)
            {
                if (t_level is not { } level) throw new InvalidOperationException("Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.");
                if (!tensor.is_floating_point() && !tensor.is_complex()) throw new ArgumentException($"Expected primal to be floating point or complex, but got: torch.{tensor.DType.TorchName}");
                if (!tensor.Layout.SameSizes(tangent.Layout))
                    throw new InvalidOperationException($"Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size {Errors.Shape(tensor)} while the given forward gradient is of size {Errors.Shape(tangent)}.");
                using var _ = new GradMode.Scope(true);
                var dual = tensor.requires_grad ? tensor.view(tensor.shape) : tensor.detach().requires_grad_();
                level.Duals.Add((dual, tangent));
                return dual;
            }

            /// <summary>The elements of a tensor, and its tangent: null if it depends on no dual tensor.</summary>
            public static (Tensor primal, Tensor? tangent) unpack_dual(Tensor tensor)
            {
                if (t_level is not { Duals.Count: > 0 } level || !tensor.requires_grad) return (tensor, null);
                using var _ = new GradMode.Scope(true);
                var cotangent = tensor.detach().zeros_like().requires_grad_();
                var gradients = Engine.Gradients([tensor], [cotangent], [.. level.Duals.Select(pair => pair.Dual)], retain: true, createGraph: true);
                Tensor? tangent = null;
                for (int i = 0; i < gradients.Length; i++)
                {
                    if (gradients[i] is not { } gradient) continue;
                    var part = gradient.requires_grad ? Engine.Gradients([gradient], [level.Duals[i].Tangent], [cotangent], retain: true, createGraph: true)[0] : null;
                    part ??= tensor.detach().zeros_like();
                    tangent = tangent is null ? part : tangent + part;
                }
                bool records = level.Duals.Any(pair => !pair.Dual.is_leaf || pair.Tangent.requires_grad);
                return records ? (tensor, tangent) : (tensor.detach(), tangent?.detach());
            }
        }
    }
}
