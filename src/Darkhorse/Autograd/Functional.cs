using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// Derivatives of functions at a point. Arguments and results are tensors, or arrays, lists, tuples and dictionaries of tensors. With
        /// <c>create_graph</c> the derivatives can be differentiated themselves, without it they stand for themselves.
        /// </summary>
        public static class functional
        {
            /// <summary>v^T J: the value of the function, and the gradient of &lt;v, f(x)&gt;.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where to differentiate it.</param>
            /// <param name="v">In the shape of the result; may be left out for one element.</param>
            /// <param name="create_graph">Record the derivative itself.</param>
            public static (Tensor output, Tensor vjp) vjp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false)
                => vjp<Tensor, Tensor>(func, inputs, v, create_graph);

            /// <inheritdoc cref="vjp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>
            public static (TOutput output, TInput vjp) vjp<TInput, TOutput>(Func<TInput, TOutput> func, TInput inputs, TOutput? v = default, bool create_graph = false)
            {
                var (evaluation, output) = Evaluate(func, inputs, create_graph);
                var gradients = v is null ? new Tensor?[evaluation.Outputs.Length] : Tree.Leaves(v);
                return (Tree.Rebuild(output, evaluation.Values), Tree.Rebuild(inputs, evaluation.Pull(gradients)));
            }

            /// <summary>J v: the value of the function, and its derivative along v. By two passes backward: v^T J is linear in v, and its derivative J.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where to differentiate it.</param>
            /// <param name="v">In the shape of the input; may be left out for one element.</param>
            /// <param name="create_graph">Record the derivative itself.</param>
            public static (Tensor output, Tensor jvp) jvp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false)
                => jvp<Tensor, Tensor>(func, inputs, v, create_graph);

            /// <inheritdoc cref="jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>
            public static (TOutput output, TOutput jvp) jvp<TInput, TOutput>(Func<TInput, TOutput> func, TInput inputs, TInput? v = default, bool create_graph = false)
            {
                var (evaluation, output) = Evaluate(func, inputs, create_graph);
                return (Tree.Rebuild(output, evaluation.Values), Tree.Rebuild(output, evaluation.Push(Direction(evaluation.Inputs, v))));
            }

            /// <summary>The derivatives of every element of the result by every element of the input, in the shape of the result followed by that of the input.</summary>
            public static Tensor jacobian(Func<Tensor, Tensor> function, Tensor inputs, bool create_graph = false) => Jacobian(x => [function(x[0])], [inputs], create_graph)[0][0];

            public static IEnumerable<Tensor> jacobian(Func<Tensor, Tensor[]> function, Tensor inputs) => Jacobian(x => function(x[0]), [inputs], false).Select(row => row[0]);

            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor> function, params Tensor[] inputs) => Jacobian(x => [function(x)], inputs, false)[0];

            /// <summary>For each result, the derivatives by each input.</summary>
            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor[]> function, params Tensor[] inputs) => Jacobian(function, inputs, false).SelectMany(row => row);

            /// <summary>The second derivatives of a function with one element as its result, in the shape of the input twice.</summary>
            public static Tensor hessian(Func<Tensor, Tensor> func, Tensor inputs, bool create_graph = false) => hessian(x => func(x[0]), [inputs], create_graph)[0][0];

            /// <summary>The second derivatives by each input and each other.</summary>
            public static Tensor[][] hessian(Func<Tensor[], Tensor> func, Tensor[] inputs, bool create_graph = false)
                => Jacobian(x => new Evaluation(t => [OneElement(func(t), "hessian")], x, true).Pull([null]), inputs, create_graph);

            /// <summary>H v: the value of the function, and its second derivative along v.</summary>
            public static (Tensor output, Tensor hvp) hvp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false) => hvp<Tensor>(func, inputs, v, create_graph);

            /// <inheritdoc cref="hvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>
            public static (Tensor output, TInput hvp) hvp<TInput>(Func<TInput, Tensor> func, TInput inputs, TInput? v = default, bool create_graph = false)
                => Second(func, inputs, v, create_graph, "hvp", (gradient, direction) => gradient.Push(direction));

            /// <summary>v^T H: the value of the function, and its second derivative along v from the left, by a pass less than <see cref="hvp{TInput}"/>.</summary>
            public static (Tensor output, Tensor vhp) vhp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false) => vhp<Tensor>(func, inputs, v, create_graph);

            /// <inheritdoc cref="vhp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>
            public static (Tensor output, TInput vhp) vhp<TInput>(Func<TInput, Tensor> func, TInput inputs, TInput? v = default, bool create_graph = false)
                => Second(func, inputs, v, create_graph, "vhp", (gradient, direction) => gradient.Pull(direction));

            static (Tensor, TInput) Second<TInput>(Func<TInput, Tensor> func, TInput inputs, TInput? v, bool createGraph, string name, Func<Evaluation, Tensor[], Tensor[]> product)
            {
                Tensor value = null!;
                var gradient = new Evaluation(x =>
                {
                    var evaluation = new Evaluation(t => [OneElement(func(Tree.Rebuild(inputs, t)), name)], x, true);
                    value = evaluation.Values[0];
                    return evaluation.Pull([null]);
                }, Tree.Leaves(inputs), createGraph);
                return (createGraph ? value : value.detach(), Tree.Rebuild(inputs, product(gradient, Direction(gradient.Inputs, v))));
            }

            static Tensor[] Direction<TInput>(Tensor[] inputs, TInput? v)
            {
                if (v is not null) return Tree.Leaves(v);
                if (inputs.Length != 1 || inputs[0].numel() != 1) throw new InvalidOperationException("The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.");
                return [inputs[0].detach().ones_like()];
            }

            static Tensor OneElement(Tensor y, string name) => y.numel() == 1 ? y.reshape([]) : throw new InvalidOperationException($"The Tensor returned by the function given to {name} should contain a single element");

            static Tensor[][] Jacobian(Func<Tensor[], Tensor[]> function, Tensor[] inputs, bool createGraph) => new Evaluation(function, inputs, createGraph).JacobianByRows();

            static (Evaluation, TOutput) Evaluate<TInput, TOutput>(Func<TInput, TOutput> func, TInput inputs, bool createGraph)
            {
                TOutput output = default!;
                var evaluation = new Evaluation(x => Tree.Leaves(output = func(Tree.Rebuild(inputs, x))), Tree.Leaves(inputs), createGraph);
                return (evaluation, output);
            }
        }
    }
}
