using Darkhorse.Autograd;
using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients down together so that their norm, as one vector, is at most max_norm.</summary>
            /// <param name="tensors">The parameters.</param>
            /// <param name="max_norm">The largest norm allowed.</param>
            /// <param name="norm_type">Which norm: p, or infinity.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
                => clip_grad_norm_(tensors, max_norm, error_if_nonfinite: false, norm_type);

            /// <inheritdoc cref="clip_grad_norm_(IEnumerable{Parameter}, double, double)"/>
            /// <param name="error_if_nonfinite">Refuse gradients whose norm is infinite or nan.</param>
            /// <exception cref="InvalidOperationException">The norm is not finite, and that is to be an error.</exception>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, bool error_if_nonfinite, double norm_type = 2)
            {
                using var _ = new GradMode.Scope(false);
                Tensor[] gradients = [.. tensors.Select(parameter => parameter.grad).OfType<Tensor>()];
                if (gradients.Length == 0) return 0;
                double total = 0;
                foreach (var gradient in gradients)
                {
                    if (gradient.numel() == 0) continue;
                    if (double.IsPositiveInfinity(norm_type)) total = Larger(total, Value(gradient.abs().amax()));
                    else if (norm_type == 2) total += Value((gradient * gradient.conj()).sum());
                    else total += Value(gradient.abs().pow(norm_type).sum());
                }
                if (norm_type == 2) total = Math.Sqrt(total);
                else if (!double.IsPositiveInfinity(norm_type)) total = Math.Pow(total, 1 / norm_type);
                if (error_if_nonfinite && !double.IsFinite(total))
                    throw new InvalidOperationException($"The total norm of order {PythonText.Of(norm_type)} for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`");
                double factor = max_norm / (total + 1e-6);
                if (!(factor >= 1))
                    foreach (var gradient in gradients) gradient.mul_(factor);
                return total;
            }

            static double Value(Tensor one) => one.to(float64).item<double>();

            static double Larger(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : Math.Max(a, b);

            /// <summary>Cuts every element of every gradient to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var _ = new GradMode.Scope(false);
                foreach (var parameter in tensors) parameter.grad?.clamp_(-clip_value, clip_value);
            }

            /// <summary>All parameters as one vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors) => cat([.. tensors.Select(parameter => parameter.reshape(-1))]);

            /// <summary>Gives each parameter its part of a vector, whose elements it then shares.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var _ = new GradMode.Scope(false);
                long offset = 0;
                foreach (var parameter in tensors)
                {
                    Modules.Parameter.Replace(parameter, vec.narrow(0, offset, parameter.numel()).view(parameter.shape));
                    offset += parameter.numel();
                }
            }

            /// <summary>The weight and bias of a convolution followed by a batch norm that is no longer trained, in one.</summary>
            public static (Parameter weight, Parameter bias) fuse_conv_bn_weights(Tensor conv_w, Tensor? conv_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor? bn_w, Tensor? bn_b, bool transpose = false)
            {
                using var _ = new GradMode.Scope(false);
                var scale = (bn_w ?? ones_like(bn_rm)) / (bn_rv + bn_eps).sqrt();
                long[] sizes = new long[conv_w.ndim];
                Array.Fill(sizes, 1);
                sizes[transpose ? 1 : 0] = -1;
                var bias = ((conv_b ?? zeros_like(bn_rm)) - bn_rm) * scale + (bn_b ?? zeros_like(bn_rm));
                return (new(conv_w * scale.view(sizes)), new(bias));
            }

            /// <summary>The weight and bias of a linear module followed by a batch norm that is no longer trained, in one.</summary>
            public static (Parameter weight, Parameter bias) fuse_linear_bn_weights(Tensor linear_w, Tensor? linear_b, Tensor bn_rm, Tensor bn_rv, double bn_eps, Tensor bn_w, Tensor bn_b)
                => fuse_conv_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b);

            /// <summary>A linear module followed by a batch norm, both in use and not in training, as one linear module.</summary>
            public static Linear fuse_linear_bn_eval(Linear linear, BatchNorm bn)
            {
                if (linear.training || bn.training) throw new ArgumentException("Fusion only for eval!");
                if (linear.out_features != bn.num_features && bn.num_features != 1) throw new ArgumentException("To fuse, linear.out_features == bn.num_features or bn.num_features == 1");
                var (weight, bias) = fuse_linear_bn_weights(linear.weight, linear.bias, bn.running_mean!, bn.running_var!, bn.eps, bn.weight!, bn.bias!);
                return Linear(weight, bias);
            }

            /// <summary>A convolution followed by a batch norm, both in use and not in training, as one convolution.</summary>
            /// <exception cref="ArgumentException">One of them is in training.</exception>
            public static T fuse_conv_bn_eval<T>(T conv, BatchNorm bn, bool transpose = false) where T : Convolution
            {
                if (conv.training || bn.training) throw new ArgumentException("Fusion only for eval!");
                var fused = conv.deepcopy();
                (fused.weight, fused.bias) = fuse_conv_bn_weights(conv.weight, conv.bias, bn.running_mean!, bn.running_var!, bn.eps, bn.weight, bn.bias, transpose);
                return fused;
            }

            /// <summary>A module whose parameters have memory but no start values, for those who load them anyway.</summary>
            /// <param name="make">Makes the module on a device, which is meta here.</param>
            /// <param name="device">Where the memory is to be; default: the host.</param>
            public static T skip_init<T>(Func<Device, T> make, Device? device = null) where T : Module
            {
                var module = make(new(DeviceType.META));
                module.to_empty(device ?? Device.Cpu);
                return module;
            }
        }
    }
}
