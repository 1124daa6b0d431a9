namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// Whether the gradients that <paramref name="func"/> records agree with central differences: for a fixed cotangent v of each output, the derivatives of
        /// s(x) = Re(sum(conj(v) f(x))) by every real and imaginary part of every input that requires grad. Inputs should be float64 or complex128.
        /// </summary>
        /// <exception cref="InvalidOperationException">They disagree, and <paramref name="raise_exception"/> is set: the message has both numbers.</exception>
        public static bool gradcheck(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true)
        {
            var outputs = func(inputs);
            var differentiable = Array.FindAll(outputs, output => output.requires_grad);
            if (differentiable.Length == 0) return true;
            var cotangents = Array.ConvertAll(differentiable, Cotangent);
            int[] wanted = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].requires_grad)];
            var gradients = grad(differentiable, [.. wanted.Select(i => inputs[i])], cotangents, allow_unused: true);
            for (int k = 0; k < wanted.Length; k++)
            {
                string? difference = Compare(func, inputs, wanted[k], gradients[k], cotangents, eps, atol, rtol);
                if (difference is null) continue;
                if (!raise_exception) return false;
                throw new InvalidOperationException($"Jacobian mismatch for input {wanted[k]}: {difference}");
            }
            return true;
        }

        public static bool gradcheck(Func<Tensor, Tensor> func, Tensor input, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true)
            => gradcheck(x => [func(x[0])], [input], eps, atol, rtol, raise_exception);

        /// <summary>As <see cref="gradcheck(Func{Tensor[], Tensor[]}, Tensor[], double, double, double, bool)"/>, for the gradients as functions of the inputs and of the gradients of the outputs.</summary>
        public static bool gradgradcheck(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true)
        {
            var outputs = func(inputs);
            int[] tracked = [.. Enumerable.Range(0, outputs.Length).Where(i => outputs[i].requires_grad)];
            if (tracked.Length == 0) return true;
            var cotangents = Array.ConvertAll(tracked, i => Cotangent(outputs[i]).requires_grad_());
            int[] wanted = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].requires_grad)];
            return gradcheck(Gradient, [.. inputs, .. cotangents], eps, atol, rtol, raise_exception);

            Tensor[] Gradient(Tensor[] arguments)
            {
                var values = arguments[..inputs.Length];
                var results = func(values);
                var found = grad([.. tracked.Select(i => results[i])], [.. wanted.Select(i => values[i])], arguments[inputs.Length..], create_graph: true, allow_unused: true);
                return [.. found.Where(g => g is not null)];
            }
        }

        public static bool gradgradcheck(Func<Tensor, Tensor> func, Tensor input, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true)
            => gradgradcheck(x => [func(x[0])], [input], eps, atol, rtol, raise_exception);

        static string? Compare(Func<Tensor[], Tensor[]> func, Tensor[] inputs, int index, Tensor? gradient, Tensor[] cotangents, double eps, double atol, double rtol)
        {
            bool complex = inputs[index].DType.IsComplex;
            var analytic = gradient?.detach().contiguous().view(-1);
            for (long i = 0; i < inputs[index].numel(); i++)
            {
                for (int part = 0; part < (complex ? 2 : 1); part++)
                {
                    Scalar step = part == 0 ? (Scalar)eps : new System.Numerics.Complex(0, eps);
                    double numeric = (Project(func, inputs, index, i, step, cotangents) - Project(func, inputs, index, i, -step, cotangents)) / (2 * eps);
                    var z = analytic is null ? 0 : analytic.select(0, i).ItemScalar().ToComplex();
                    double recorded = part == 0 ? z.Real : z.Imaginary;
                    if (!(Math.Abs(numeric - recorded) <= atol + rtol * Math.Abs(numeric)))
                        return $"element {i}{(part == 1 ? " (imaginary part)" : "")}: numerical {numeric:G9}, analytical {recorded:G9}";
                }
            }
            return null;
        }

        /// <summary>s(x) with one element of one input moved.</summary>
        static double Project(Func<Tensor[], Tensor[]> func, Tensor[] inputs, int index, long element, Scalar step, Tensor[] cotangents)
        {
            var moved = Array.ConvertAll(inputs, input => input.detach().contiguous().requires_grad_(input.requires_grad));
            moved[index] = inputs[index].detach().clone().contiguous();
            moved[index].view(-1).select(0, element).add_(step);
            moved[index].requires_grad_();
            var outputs = Array.FindAll(func(moved), output => output.requires_grad);
            double sum = 0;
            for (int k = 0; k < outputs.Length; k++) sum += (outputs[k].detach() * cotangents[k].detach().conj()).real.to(ScalarType.Float64).sum().item<double>();
            return sum;
        }

        /// <summary>Numbers between 1/2 and 3/2, none like another, so that errors cannot cancel; complex ones with both parts.</summary>
        static Tensor Cotangent(Tensor output)
        {
            var result = output.detach().contiguous().zeros_like();
            var flat = result.view(-1);
            for (long i = 0; i < flat.numel(); i++)
            {
                double value = 0.5 + (i + 1) * 0.6180339887498949 % 1.0;
                flat.select(0, i).fill_(output.DType.IsComplex ? new System.Numerics.Complex(value, 2 - value * 1.3) : value);
            }
            return result;
        }
    }
}
