using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>Normalises over the last dims (Ba et al., arXiv 1607.06450).</summary>
    public sealed class LayerNorm : Module<Tensor, Tensor>
    {
        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, torch.ScalarType? dtype) : base(nameof(LayerNorm))
        {
            (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
            register_parameter("weight", elementwise_affine ? NewParameter(device, dtype, normalized_shape) : null);
            register_parameter("bias", elementwise_affine && bias ? NewParameter(device, dtype, normalized_shape) : null);
            reset_parameters();
        }

        public long[] normalized_shape { get; }
        public double eps { get; set; }
        public bool elementwise_affine { get; }

        public Parameter? weight
        {
            get => ParameterOf("weight");
            set => register_parameter("weight", value);
        }

        public Parameter? bias
        {
            get => ParameterOf("bias");
            set => register_parameter("bias", value);
        }

        public void reset_parameters()
        {
            if (weight is not null) init.ones_(weight);
            if (bias is not null) init.zeros_(bias);
        }

        public override Tensor forward(Tensor tensor) => functional.layer_norm(tensor, normalized_shape, weight, bias, eps);

        public override string extra_repr() => $"{PythonText.Tuple(normalized_shape)}, eps={PythonText.Of(eps)}, elementwise_affine={PythonText.Of(elementwise_affine)}";
    }

    /// <summary>Divides by the root of the mean square over the last dims (Zhang and Sennrich, arXiv 1910.07467).</summary>
    public sealed class RMSNorm : Module<Tensor, Tensor>
    {
        internal RMSNorm(long[] normalized_shape, double? eps, bool elementwise_affine, Device? device, torch.ScalarType? dtype) : base(nameof(RMSNorm))
        {
            (this.normalized_shape, this.eps) = (normalized_shape, eps);
            register_parameter("weight", elementwise_affine ? NewParameter(device, dtype, normalized_shape) : null);
            if (weight is not null) init.ones_(weight);
        }

        public long[] normalized_shape { get; }

        /// <summary>Added to the mean square; null: the spacing of the dtype's numbers at 1.</summary>
        public double? eps { get; set; }

        public Parameter? weight
        {
            get => ParameterOf("weight");
            set => register_parameter("weight", value);
        }

        public override Tensor forward(Tensor tensor) => functional.rms_norm(tensor, normalized_shape, weight, eps);

        public override string extra_repr() => $"{PythonText.Tuple(normalized_shape)}, eps={(eps is { } e ? PythonText.Of(e) : "None")}, elementwise_affine={PythonText.Of(weight is not null)}";
    }

    /// <summary>Normalises each group of channels of each example (Wu and He, arXiv 1803.08494).</summary>
    public sealed class GroupNorm : Module<Tensor, Tensor>
    {
        readonly long _channels;

        internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, torch.ScalarType? dtype) : base(nameof(GroupNorm))
        {
            if (num_channels % num_groups != 0) throw new ArgumentException("num_channels must be divisible by num_groups");
            (this.num_groups, _channels, this.eps, this.affine) = (num_groups, num_channels, eps, affine);
            register_parameter("weight", affine ? NewParameter(device, dtype, num_channels) : null);
            register_parameter("bias", affine ? NewParameter(device, dtype, num_channels) : null);
            if (!affine) return;
            init.ones_(weight!);
            init.zeros_(bias!);
        }

        public long num_groups { get; }
        public double eps { get; set; }
        public bool affine { get; }

        public Parameter? weight
        {
            get => ParameterOf("weight");
            set => register_parameter("weight", value);
        }

        public Parameter? bias
        {
            get => ParameterOf("bias");
            set => register_parameter("bias", value);
        }

        public override Tensor forward(Tensor tensor) => functional.group_norm(tensor, num_groups, weight, bias, eps);

        public override string extra_repr() => $"{num_groups}, {_channels}, eps={PythonText.Of(eps)}, affine={PythonText.Of(affine)}";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.LayerNorm"/>
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <inheritdoc cref="Modules.LayerNorm"/>
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            /// <inheritdoc cref="Modules.RMSNorm"/>
            public static RMSNorm RMSNorm(long[] normalized_shape, double? eps = null, bool elementwise_affine = true, Device? device = null, ScalarType? dtype = null)
                => new(normalized_shape, eps, elementwise_affine, device, dtype);

            /// <inheritdoc cref="Modules.RMSNorm"/>
            public static RMSNorm RMSNorm(long normalized_shape, double? eps = null, bool elementwise_affine = true, Device? device = null, ScalarType? dtype = null)
                => new([normalized_shape], eps, elementwise_affine, device, dtype);

            /// <inheritdoc cref="Modules.GroupNorm"/>
            public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null)
                => new(num_groups, num_channels, eps, affine, device, dtype);
        }
    }
}
