using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>A module that learns a size from its first input, or from the values it is loaded with; until then its parameters are empty.</summary>
    interface ILazyModule
    {
        bool IsWaiting { get; }

        /// <param name="values">The values to be loaded, by name.</param>
        void Materialise(Func<string, Tensor?> values);
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A <see cref="Modules.Linear"/> that learns from its first input how wide that is.</summary>
            public static Linear LazyLinear(long out_features, bool bias = true, Device? device = null, ScalarType? dtype = null) => Modules.Linear.Lazy(out_features, bias, device, dtype);

            /// <summary>A <see cref="Modules.Conv1d"/> that learns the number of channels from its first input.</summary>
            public static Conv1d LazyConv1d(long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => Conv1d(0, out_channels, kernel_size, stride, padding, dilation, padding_mode, groups, bias, device, dtype);

            /// <summary>A <see cref="Modules.Conv2d"/> that learns the number of channels from its first input.</summary>
            public static Conv2d LazyConv2d(long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => Conv2d(0, out_channels, kernel_size, stride, padding, dilation, padding_mode, groups, bias, device, dtype);

            /// <summary>A <see cref="Modules.Conv3d"/> that learns the number of channels from its first input.</summary>
            public static Conv3d LazyConv3d(long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => Conv3d(0, out_channels, kernel_size, stride, padding, dilation, padding_mode, groups, bias, device, dtype);

            /// <summary>A <see cref="Modules.ConvTranspose1d"/> that learns the number of channels from its first input.</summary>
            public static ConvTranspose1d LazyConvTranspose1d(long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => ConvTranspose1d(0, out_channels, kernel_size, stride, padding, output_padding, dilation, padding_mode, groups, bias, device, dtype);

            /// <summary>A <see cref="Modules.ConvTranspose2d"/> that learns the number of channels from its first input.</summary>
            public static ConvTranspose2d LazyConvTranspose2d(long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => ConvTranspose2d(0, out_channels, kernel_size, stride, padding, output_padding, dilation, padding_mode, groups, bias, device, dtype);

            /// <summary>A <see cref="Modules.ConvTranspose3d"/> that learns the number of channels from its first input.</summary>
            public static ConvTranspose3d LazyConvTranspose3d(long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => ConvTranspose3d(0, out_channels, kernel_size, stride, padding, output_padding, dilation, padding_mode, groups, bias, device, dtype);

            /// <summary>A <see cref="Modules.BatchNorm1d"/> that learns the number of features from its first input.</summary>
            public static BatchNorm1d LazyBatchNorm1d(double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => BatchNorm1d(0, eps, momentum, affine, track_running_stats, device, dtype);

            /// <summary>A <see cref="Modules.BatchNorm2d"/> that learns the number of features from its first input.</summary>
            public static BatchNorm2d LazyBatchNorm2d(double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => BatchNorm2d(0, eps, momentum, affine, track_running_stats, device, dtype);

            /// <summary>A <see cref="Modules.BatchNorm3d"/> that learns the number of features from its first input.</summary>
            public static BatchNorm3d LazyBatchNorm3d(double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => BatchNorm3d(0, eps, momentum, affine, track_running_stats, device, dtype);

            /// <summary>A <see cref="Modules.InstanceNorm1d"/> that learns the number of features from its first input.</summary>
            public static InstanceNorm1d LazyInstanceNorm1d(double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => InstanceNorm1d(0, eps, momentum, affine, track_running_stats, device, dtype);

            /// <summary>A <see cref="Modules.InstanceNorm2d"/> that learns the number of features from its first input.</summary>
            public static InstanceNorm2d LazyInstanceNorm2d(double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => InstanceNorm2d(0, eps, momentum, affine, track_running_stats, device, dtype);

            /// <summary>A <see cref="Modules.InstanceNorm3d"/> that learns the number of features from its first input.</summary>
            public static InstanceNorm3d LazyInstanceNorm3d(double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
                => InstanceNorm3d(0, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
