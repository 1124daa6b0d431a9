using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Derivatives of functions of tensors.</summary>
        public static class functional
        {
            /// <summary>v^T J: the value of the function, and the gradient of &lt;v, f(x)&gt;.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where to differentiate it.</param>
            /// <param name="v">In the shape of the result; may be left out for one element.</param>
            /// <param name="create_graph">Record the derivative itself.</param>
            public static (Tensor output, Tensor vjp) vjp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false)
            {
                using var _ = new GradMode.Scope(true);
                var x = Leaf(inputs, create_graph);
                var y = func(x);
                var found = grad([y], [x], v is null ? null : [v], create_graph: create_graph, allow_unused: true)[0] ?? x.zeros_like();
                return (create_graph ? y : y.detach(), found);
            }

            /// <summary>J v: the value of the function, and its derivative along v. By differentiating v^T J twice.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where to differentiate it.</param>
            /// <param name="v">In the shape of the input; may be left out for one element.</param>
            /// <param name="create_graph">Record the derivative itself.</param>
            public static (Tensor output, Tensor jvp) jvp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false)
            {
                using var _ = new GradMode.Scope(true);
                var x = Leaf(inputs, create_graph);
                var y = func(x);
                var dummy = y.detach().zeros_like().requires_grad_();
                var pulled = grad([y], [x], [dummy], create_graph: true, allow_unused: true)[0];
                var along = v ?? x.detach().ones_like();
                var found = pulled is null || !pulled.requires_grad ? y.detach().zeros_like()
                    : grad([pulled], [dummy], [along], create_graph: create_graph, allow_unused: true)[0] ?? y.detach().zeros_like();
                return (create_graph ? y : y.detach(), found);
            }

            /// <summary>The derivatives of every element of the result by every element of the input, in the shape of the result followed by that of the input.</summary>
            public static Tensor jacobian(Func<Tensor, Tensor> function, Tensor inputs, bool create_graph = false)
                => Jacobian(x => [function(x[0])], [inputs], create_graph)[0][0];

            public static IEnumerable<Tensor> jacobian(Func<Tensor, Tensor[]> function, Tensor inputs) => Jacobian(x => function(x[0]), [inputs], false).Select(row => row[0]);

            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor> function, params Tensor[] inputs) => Jacobian(x => [function(x)], inputs, false)[0];

            /// <summary>For each result, the derivatives by each input.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor[]> function, params Tensor[] inputs) => Jacobian(function, inputs, false).SelectMany(row => row);

            /// <summary>The second derivatives of a function with one element as its result, in the shape of the input twice.</summary>
            public static Tensor hessian(Func<Tensor, Tensor> func, Tensor inputs, bool create_graph = false)
                => jacobian(x => jacobian(y => OneElement(func(y)), x, create_graph: true).reshape(x.shape), inputs, create_graph);

            /// <summary>H v: the value of the function, and its second derivative along v.</summary>
            public static (Tensor output, Tensor hvp) hvp(Func<Tensor, Tensor> func, Tensor inputs, Tensor v, bool create_graph = false)
            {
                using var _ = new GradMode.Scope(true);
                var x = Leaf(inputs, create_graph);
                var y = OneElement(func(x));
                var first = grad([y], [x], create_graph: true, allow_unused: true)[0];
                var found = first is null || !first.requires_grad ? x.detach().zeros_like() : grad([first], [x], [v], create_graph: create_graph, allow_unused: true)[0] ?? x.detach().zeros_like();
                return (create_graph ? y : y.detach(), found);
            }

            static Tensor OneElement(Tensor y) => y.numel() == 1 ? y : throw new InvalidOperationException("The Tensor returned by the function given to hessian should contain a single element");

            // With create_graph the derivative is to depend on the caller's input; without, it stands for itself.
            static Tensor Leaf(Tensor input, bool connected) => connected && input.requires_grad ? input.view(input.shape) : input.detach().requires_grad_();

            static Tensor[][] Jacobian(Func<Tensor[], Tensor[]> function, Tensor[] inputs, bool createGraph)
            {
                using var _ = new GradMode.Scope(true);
                var x = Array.ConvertAll(inputs, input => Leaf(input, createGraph));
                return Array.ConvertAll(function(x), y => OfOne(y, x, createGraph));
            }

            static Tensor[] OfOne(Tensor y, Tensor[] x, bool createGraph)
            {
                var rows = Array.ConvertAll(x, _ => new Tensor[y.numel()]);
                var flat = y.reshape(-1);
                for (int i = 0; i < y.numel(); i++)
                {
                    var found = y.requires_grad ? grad([flat.select(0, i)], x, retain_graph: true, create_graph: createGraph, allow_unused: true) : new Tensor[x.Length];
                    for (int k = 0; k < x.Length; k++) rows[k][i] = found[k] ?? x[k].detach().zeros_like();
                }
                return [.. x.Select((input, k) => (rows[k].Length == 0 ? input.detach().new_zeros([0L, .. input.shape]) : stack(rows[k])).reshape([.. y.shape, .. input.shape]))];
            }
        }
    }
}
