using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>
    /// Functions of functions: derivatives and maps over a batch. Arguments and results are tensors, or arrays, lists, tuples and dictionaries of tensors. They
    /// compose, <c>vmap(grad(f))</c>, <c>jacfwd(jacrev(f))</c>, and their results can be differentiated by <c>backward</c> if what they depend on requires grad.
    /// </summary>
    public static partial class func
    {
        /// <summary>The gradient of a function whose result is a number, by its argument.</summary>
        public static Func<Tensor, Tensor> grad(Func<Tensor, Tensor> func) => grad<Tensor>(func);

        /// <inheritdoc cref="grad(Func{Tensor, Tensor})"/>
        public static Func<T, T> grad<T>(Func<T, Tensor> func)
        {
            var both = grad_and_value(func);
            return x => both(x).grad;
        }

        /// <summary>The gradient of a function of two arguments by one of them.</summary>
        public static Func<Tensor, Tensor, Tensor> grad(Func<Tensor, Tensor, Tensor> func, int argnums = 0) => (x, y) => OfOne(Wrapped(argnums, 2), [x, y], all => func(all[0], all[1])).grad;

        /// <summary>The gradient of a function of three arguments by one of them.</summary>
        public static Func<Tensor, Tensor, Tensor, Tensor> grad(Func<Tensor, Tensor, Tensor, Tensor> func, int argnums = 0)
            => (x, y, z) => OfOne(Wrapped(argnums, 3), [x, y, z], all => func(all[0], all[1], all[2])).grad;

        /// <summary>The gradient of a function that returns something else along with the number.</summary>
        public static Func<T, (T grad, TAux aux)> grad<T, TAux>(Func<T, (Tensor value, TAux aux)> func, bool has_aux)
        {
            if (!has_aux) throw new ArgumentException("a function that returns something else along with its value is one with has_aux");
            return point =>
            {
                TAux aux = default!;
                var evaluation = new Evaluation(x =>
                {
                    (var value, aux) = func(Tree.Rebuild(point, x));
                    return [Number(value)];
                }, Tree.Leaves(point));
                return (Tree.Rebuild(point, evaluation.Pull([null])), Tree.Map(aux, evaluation.Outside));
            };
        }

        /// <summary>The gradient of a function whose result is a number, and the number.</summary>
        public static Func<Tensor, (Tensor grad, Tensor value)> grad_and_value(Func<Tensor, Tensor> func) => grad_and_value<Tensor>(func);

        /// <inheritdoc cref="grad_and_value(Func{Tensor, Tensor})"/>
        public static Func<T, (T grad, Tensor value)> grad_and_value<T>(Func<T, Tensor> func) => point =>
        {
            var evaluation = new Evaluation(x => [Number(func(Tree.Rebuild(point, x)))], Tree.Leaves(point));
            return (Tree.Rebuild(point, evaluation.Pull([null])), evaluation.Values[0]);
        };

        /// <inheritdoc cref="grad(Func{Tensor, Tensor, Tensor}, int)"/>
        public static Func<Tensor, Tensor, (Tensor grad, Tensor value)> grad_and_value(Func<Tensor, Tensor, Tensor> func, int argnums = 0)
            => (x, y) => OfOne(Wrapped(argnums, 2), [x, y], all => func(all[0], all[1]));

        /// <inheritdoc cref="grad(Func{Tensor, Tensor, Tensor, Tensor}, int)"/>
        public static Func<Tensor, Tensor, Tensor, (Tensor grad, Tensor value)> grad_and_value(Func<Tensor, Tensor, Tensor, Tensor> func, int argnums = 0)
            => (x, y, z) => OfOne(Wrapped(argnums, 3), [x, y, z], all => func(all[0], all[1], all[2]));

        /// <summary>The value of a function, and the function that takes gradients of its result to gradients of its argument, v to v^T J.</summary>
        public static (TOutput output, Func<TOutput, TInput> vjp_fn) vjp<TInput, TOutput>(Func<TInput, TOutput> func, TInput primals)
        {
            var (evaluation, output) = Evaluated(func, primals);
            return (Tree.Rebuild(output, evaluation.Values), v => Tree.Rebuild(primals, evaluation.Pull(Matching(evaluation.Outputs, Tree.Leaves(v), "cotangents"))));
        }

        /// <inheritdoc cref="vjp{TInput, TOutput}"/>
        public static (Tensor output, Func<Tensor, Tensor> vjp_fn) vjp(Func<Tensor, Tensor> func, Tensor primals) => vjp<Tensor, Tensor>(func, primals);

        /// <summary>The value of a function, and its derivative along a direction of its argument, J t. By two passes backward: v^T J is linear in v, and its derivative J.</summary>
        public static (TOutput output, TOutput jvp) jvp<TInput, TOutput>(Func<TInput, TOutput> func, TInput primals, TInput tangents)
        {
            var (evaluation, output) = Evaluated(func, primals);
            return (Tree.Rebuild(output, evaluation.Values), Tree.Rebuild(output, evaluation.Push(Matching(evaluation.Inputs, Tree.Leaves(tangents), "tangents"))));
        }

        /// <inheritdoc cref="jvp{TInput, TOutput}"/>
        public static (Tensor output, Tensor jvp) jvp(Func<Tensor, Tensor> func, Tensor primals, Tensor tangents) => jvp<Tensor, Tensor>(func, primals, tangents);

        /// <summary>The value of a function at a point, and its best linear approximation there: the function is not called again.</summary>
        public static (TOutput output, Func<TInput, TOutput> jvp_fn) linearize<TInput, TOutput>(Func<TInput, TOutput> func, TInput primals)
        {
            var (evaluation, output) = Evaluated(func, primals);
            return (Tree.Rebuild(output, evaluation.Values), t => Tree.Rebuild(output, evaluation.Push(Matching(evaluation.Inputs, Tree.Leaves(t), "tangents"))));
        }

        /// <inheritdoc cref="linearize{TInput, TOutput}"/>
        public static (Tensor output, Func<Tensor, Tensor> jvp_fn) linearize(Func<Tensor, Tensor> func, Tensor primals) => linearize<Tensor, Tensor>(func, primals);

        static (Evaluation, TOutput) Evaluated<TInput, TOutput>(Func<TInput, TOutput> func, TInput point)
        {
            TOutput output = default!;
            var evaluation = new Evaluation(x => Tree.Leaves(output = func(Tree.Rebuild(point, x))), Tree.Leaves(point));
            return (evaluation, output);
        }

        static (Tensor grad, Tensor value) OfOne(int index, Tensor[] arguments, Func<Tensor[], Tensor> func)
        {
            var evaluation = new Evaluation(x =>
            {
                var all = (Tensor[])arguments.Clone();
                all[index] = x[0];
                return [Number(func(all))];
            }, [arguments[index]]);
            return (evaluation.Pull([null])[0], evaluation.Values[0]);
        }

        static int Wrapped(int argnums, int count) => argnums >= -count && argnums < count ? (argnums + count) % count
            : throw new InvalidOperationException($"Got argnum={argnums}, but only {count} positional inputs");

        static Tensor Number(Tensor value) => value.ndim == 0 ? value
            : throw new InvalidOperationException($"grad_and_value(f)(*args): Expected f(*args) to return a scalar tensor, got tensor with {value.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?");

        static Tensor[] Matching(Tensor[] expected, Tensor[] given, string what)
        {
            if (given.Length != expected.Length) throw new InvalidOperationException($"Expected {expected.Length} {what}, got {given.Length}");
            for (int i = 0; i < given.Length; i++)
                if (!given[i].Layout.SameSizes(expected[i].Layout)) throw new InvalidOperationException($"Expected {what} of shape {Errors.Shape(expected[i])}, got {Errors.Shape(given[i])}");
            return given;
        }
    }
}
