using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class func
    {
        /// <summary>The derivatives of every element of the result by every element of the argument, in the shape of the result followed by that of the argument; a pass for each element of the result.</summary>
        public static Func<Tensor, Tensor> jacrev(Func<Tensor, Tensor> func) => x => new Evaluation(t => [func(t[0])], [x]).JacobianByRows()[0][0];

        /// <summary>The same by each of several arguments.</summary>
        public static Func<T, T> jacrev<T>(Func<T, Tensor> func) => x => Tree.Rebuild(x, new Evaluation(t => [func(Tree.Rebuild(x, t))], Tree.Leaves(x)).JacobianByRows()[0]);

        /// <inheritdoc cref="jacrev(Func{Tensor, Tensor})"/>
        public static Func<Tensor, Tensor, Tensor> jacrev(Func<Tensor, Tensor, Tensor> func, int argnums = 0)
            => (x, y) => Wrapped(argnums, 2) == 0 ? jacrev(t => func(t, y))(x) : jacrev(t => func(x, t))(y);

        /// <summary>The derivatives of every element of the result by every element of the argument, in the shape of the result followed by that of the argument; a pass for each element of the argument.</summary>
        public static Func<Tensor, Tensor> jacfwd(Func<Tensor, Tensor> func) => x => new Evaluation(t => [func(t[0])], [x]).JacobianByColumns()[0][0];

        /// <summary>The same by each of several arguments.</summary>
        public static Func<T, T> jacfwd<T>(Func<T, Tensor> func) => x => Tree.Rebuild(x, new Evaluation(t => [func(Tree.Rebuild(x, t))], Tree.Leaves(x)).JacobianByColumns()[0]);

        /// <inheritdoc cref="jacfwd(Func{Tensor, Tensor})"/>
        public static Func<Tensor, Tensor, Tensor> jacfwd(Func<Tensor, Tensor, Tensor> func, int argnums = 0)
            => (x, y) => Wrapped(argnums, 2) == 0 ? jacfwd(t => func(t, y))(x) : jacfwd(t => func(x, t))(y);

        /// <summary>The second derivatives of a function, in the shape of the result followed by that of the argument twice.</summary>
        public static Func<Tensor, Tensor> hessian(Func<Tensor, Tensor> func) => jacfwd(jacrev(func));

        /// <inheritdoc cref="hessian(Func{Tensor, Tensor})"/>
        public static Func<Tensor, Tensor, Tensor> hessian(Func<Tensor, Tensor, Tensor> func, int argnums = 0) => jacfwd(jacrev(func, argnums), argnums);
    }
}
