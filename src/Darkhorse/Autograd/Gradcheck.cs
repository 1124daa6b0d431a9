using System.Numerics;
using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// Whether the gradients that <paramref name="func"/> records agree with central differences: for a fixed cotangent v of each output, the derivatives of
        /// s(x) = Re(sum(conj(v) f(x))) by every real and imaginary part of every input that requires grad. Inputs should be float64 or complex128.
        /// </summary>
        /// <param name="func">The function.</param>
        /// <param name="inputs">Where to check it; those that require grad are moved.</param>
        /// <param name="eps">How far.</param>
        /// <param name="atol">Absolute tolerance.</param>
        /// <param name="rtol">Relative tolerance.</param>
        /// <param name="raise_exception">Say what differs; else return false.</param>
        /// <param name="nondet_tol">By how much two passes backward may differ.</param>
        /// <param name="check_undefined_grad">Of several outputs, each is also to have a gradient by itself.</param>
        /// <param name="check_grad_dtypes">Gradients are to have the dtypes of the inputs.</param>
        /// <param name="check_forward_ad">Check derivatives along directions (<see cref="func.jvp(Func{Tensor, Tensor}, Tensor, Tensor)"/>) as well.</param>
        /// <param name="check_backward_ad">Check gradients.</param>
        /// <param name="fast_mode">Move all elements of an input at once, along one direction, instead of one by one.</param>
        /// <exception cref="ArgumentException">No input requires grad.</exception>
        /// <exception cref="InvalidOperationException">They disagree, and <paramref name="raise_exception"/> is set: the message has both.</exception>
        public static bool gradcheck(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true, double nondet_tol = 0,
            bool check_undefined_grad = true, bool check_grad_dtypes = false, bool check_forward_ad = false, bool check_backward_ad = true, bool fast_mode = false)
        {
            if (!inputs.Any(input => input.requires_grad)) throw new ArgumentException("gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.");
            var check = new GradientCheck(func, inputs, eps, atol, rtol);
            string? failure = (check_backward_ad ? check.Backward(fast_mode, nondet_tol, check_undefined_grad, check_grad_dtypes) : null) ?? (check_forward_ad ? check.Forward() : null);
            if (failure is not null && raise_exception) throw new InvalidOperationException(failure);
            return failure is null;
        }

        /// <inheritdoc cref="gradcheck(Func{Tensor[], Tensor[]}, Tensor[], double, double, double, bool, double, bool, bool, bool, bool, bool)"/>
        public static bool gradcheck(Func<Tensor, Tensor> func, Tensor input, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true, double nondet_tol = 0,
            bool check_undefined_grad = true, bool check_grad_dtypes = false, bool check_forward_ad = false, bool check_backward_ad = true, bool fast_mode = false)
            => gradcheck(x => [func(x[0])], [input], eps, atol, rtol, raise_exception, nondet_tol, check_undefined_grad, check_grad_dtypes, check_forward_ad, check_backward_ad, fast_mode);

        /// <summary>
        /// As <see cref="gradcheck(Func{Tensor[], Tensor[]}, Tensor[], double, double, double, bool, double, bool, bool, bool, bool, bool)"/>, for the gradients as functions
        /// of the inputs and of the gradients of the outputs, which may be given.
        /// </summary>
        public static bool gradgradcheck(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? grad_outputs = null, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true,
            double nondet_tol = 0, bool check_undefined_grad = true, bool check_grad_dtypes = false, bool fast_mode = false)
        {
            var outputs = func(inputs);
            int[] tracked = [.. Enumerable.Range(0, outputs.Length).Where(i => outputs[i].requires_grad)];
            if (tracked.Length == 0) return true;
            var cotangents = Array.ConvertAll(tracked, i => (grad_outputs?[i].detach() ?? GradientCheck.Cotangent(outputs[i])).requires_grad_());
            int[] wanted = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].requires_grad)];
            return gradcheck(Gradient, [.. inputs, .. cotangents], eps, atol, rtol, raise_exception, nondet_tol, check_undefined_grad, check_grad_dtypes, fast_mode: fast_mode);

            Tensor[] Gradient(Tensor[] arguments)
            {
                var values = arguments[..inputs.Length];
                var results = func(values);
                var found = grad([.. tracked.Select(i => results[i])], [.. wanted.Select(i => values[i])], arguments[inputs.Length..], create_graph: true, allow_unused: true);
                return [.. found.Where(g => g is not null)];
            }
        }

        /// <inheritdoc cref="gradgradcheck(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], double, double, double, bool, double, bool, bool, bool)"/>
        public static bool gradgradcheck(Func<Tensor, Tensor> func, Tensor input, Tensor? grad_output = null, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true,
            double nondet_tol = 0, bool check_undefined_grad = true, bool check_grad_dtypes = false, bool fast_mode = false)
            => gradgradcheck(x => [func(x[0])], [input], grad_output is null ? null : [grad_output], eps, atol, rtol, raise_exception, nondet_tol, check_undefined_grad, check_grad_dtypes, fast_mode);

        /// <summary>A function at a point, whose derivatives are compared with differences. Each check returns what it found wrong.</summary>
        sealed class GradientCheck
        {
            readonly Func<Tensor[], Tensor[]> _func;
            readonly Tensor[] _inputs, _outputs, _cotangents;
            readonly int[] _wanted;
            readonly double _eps, _atol, _rtol;

            public GradientCheck(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps, double atol, double rtol)
            {
                (_func, _inputs, _eps, _atol, _rtol) = (func, inputs, eps, atol, rtol);
                _outputs = Tracked(inputs);
                _cotangents = Array.ConvertAll(_outputs, Cotangent);
                _wanted = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].requires_grad)];
            }

            Tensor[] Tracked(Tensor[] inputs) => Array.FindAll(_func(inputs), output => output.requires_grad);

            Tensor?[] Gradients(Tensor[] outputs, Tensor[] cotangents) => Engine.Gradients(outputs, cotangents, [.. _wanted.Select(i => _inputs[i])], retain: true, createGraph: false);

            public string? Backward(bool fast, double nondeterminism, bool checkUndefined, bool checkDTypes)
            {
                if (_outputs.Length == 0) return null;
                var gradients = Gradients(_outputs, _cotangents);
                for (int k = 0; k < _wanted.Length; k++)
                {
                    int index = _wanted[k];
                    if (checkDTypes && gradients[k] is { } typed && typed.dtype != _inputs[index].dtype)
                        return $"Gradient has dtype {typed.dtype}, but input {index} has {_inputs[index].dtype}";
                    if (!(fast ? AgreesAlongOne(index, gradients[k]) : Agrees(index, gradients[k]))) return Mismatch(index);
                }
                var again = Gradients(_outputs, _cotangents);
                for (int k = 0; k < again.Length; k++)
                    if (again[k] is { } second && gradients[k] is { } first && (first - second).abs().gt(nondeterminism).any().item<bool>())
                        return $"Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, although analytical gradient matches numerical gradient. The tolerance for nondeterminism was {nondeterminism}.";
                if (checkUndefined && _outputs.Length > 1)
                    for (int i = 0; i < _outputs.Length; i++) Gradients([_outputs[i]], [_cotangents[i]]);
                return null;
            }

            /// <summary>Derivatives along each element, or i times it, of each input.</summary>
            public string? Forward()
            {
                var evaluation = new Evaluation(x =>
                {
                    var all = (Tensor[])_inputs.Clone();
                    for (int k = 0; k < _wanted.Length; k++) all[_wanted[k]] = x[k];
                    return Tracked(all);
                }, [.. _wanted.Select(i => _inputs[i].detach())], records: false);
                for (int k = 0; k < _wanted.Length; k++)
                {
                    foreach (var step in Steps(_inputs[_wanted[k]]))
                    {
                        var along = evaluation.Push([.. _wanted.Select((i, j) => j == k ? step : _inputs[i].detach().zeros_like())]);
                        double forward = along.Zip(_cotangents).Sum(pair => Real(pair.First, pair.Second)), numeric = Slope(_wanted[k], step);
                        if (!Close(numeric, forward)) return $"Jacobian computed with forward mode mismatch for input {_wanted[k]}: numerical {numeric:G9}, analytical {forward:G9}";
                    }
                }
                return null;
            }

            bool Agrees(int index, Tensor? gradient)
            {
                foreach (var step in Steps(_inputs[index]))
                    if (!Close(Slope(index, step), gradient is null ? 0 : Real(gradient, step))) return false;
                return true;
            }

            bool AgreesAlongOne(int index, Tensor? gradient)
            {
                var direction = Cotangent(_inputs[index]);
                return Close(Slope(index, direction), gradient is null ? 0 : Real(gradient, direction));
            }

            bool Close(double numeric, double analytic) => Math.Abs(numeric - analytic) <= _atol + _rtol * Math.Abs(numeric);

            /// <summary>One element moved, for complex ones also by i.</summary>
            static IEnumerable<Tensor> Steps(Tensor input)
            {
                for (long i = 0; i < input.numel(); i++)
                {
                    for (int part = 0; part < (input.is_complex() ? 2 : 1); part++)
                    {
                        var step = input.detach().new_zeros(input.shape);
                        step.view(-1).select(0, i).fill_(part == 0 ? (Scalar)1.0 : Complex.ImaginaryOne);
                        yield return step;
                    }
                }
            }

            /// <summary>The derivative of s along a direction of one input, by differences.</summary>
            double Slope(int index, Tensor direction)
            {
                var (plus, minus) = (Moved(index, direction, _eps), Moved(index, direction, -_eps));
                double sum = 0;
                for (int k = 0; k < _cotangents.Length; k++) sum += Real(plus[k], _cotangents[k]) - Real(minus[k], _cotangents[k]);
                return sum / (2 * _eps);
            }

            /// <summary>The outputs with one input moved.</summary>
            Tensor[] Moved(int index, Tensor direction, double by)
            {
                var moved = Array.ConvertAll(_inputs, input => input.detach().contiguous().requires_grad_(input.requires_grad));
                moved[index] = (_inputs[index].detach() + direction * by).contiguous().requires_grad_();
                return Tracked(moved);
            }

            /// <summary>Re(sum(conj(b) a)).</summary>
            static double Real(Tensor a, Tensor b) => (a.detach() * b.detach().conj()).real.to(ScalarType.Float64).sum().item<double>();

            /// <summary>Both Jacobians of the first output that differs.</summary>
            string Mismatch(int index)
            {
                for (int k = 0; k < _outputs.Length; k++)
                {
                    var output = _outputs[k];
                    var numeric = stack([.. Steps(_inputs[index]).Select(step => ((Moved(index, step, _eps)[k] - Moved(index, step, -_eps)[k]) / (2 * _eps)).detach().reshape(-1))]);
                    var rows = Steps(output).Select(step => Engine.Gradients([output], [step], [_inputs[index]], retain: true, createGraph: false)[0]);
                    var analytic = stack([.. rows.Select(row => (row ?? _inputs[index].detach().zeros_like()).reshape(-1))], 1);
                    if (_outputs.Length > 1 && numeric.Layout.SameSizes(analytic.Layout) && numeric.allclose(analytic, _rtol, _atol)) continue;
                    return $"Jacobian mismatch for output {k} with respect to input {index},\nnumerical:{numeric}\nanalytical:{analytic}\n";
                }
                return $"Jacobian mismatch with respect to input {index}: the outputs together differ, none of them alone";
            }

            /// <summary>Numbers between 1/2 and 3/2, none like another, so that errors cannot cancel; complex ones with both parts.</summary>
            public static Tensor Cotangent(Tensor like)
            {
                var result = like.detach().new_zeros(like.shape);
                var flat = result.view(-1);
                for (long i = 0; i < flat.numel(); i++)
                {
                    double value = 0.5 + (i + 1) * 0.6180339887498949 % 1.0;
                    flat.select(0, i).fill_(like.DType.IsComplex ? new Complex(value, 2 - value * 1.3) : value);
                }
                return result;
            }
        }
    }
}
