using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>Elements around the last dims.</summary>
    public abstract class PadBase : ParameterLessModule<Tensor, Tensor>
    {
        readonly PaddingModes _mode;

        private protected PadBase(string name, PaddingModes mode, double value, params long[] padding) : base(name)
            => (_mode, this.value, this.padding) = (mode, value, padding);

        /// <summary>Before and after, from the last dim on.</summary>
        public long[] padding { get; set; }

        public double value { get; set; }

        public override Tensor forward(Tensor input) => functional.pad(input, padding, _mode, value);

        public override string extra_repr() => PythonText.Tuple(padding);
    }

    /// <summary>A number around the last 1 dim.</summary>
    public sealed class ConstantPad1d : PadBase
    {
        internal ConstantPad1d(long[] padding, double value) : base(nameof(ConstantPad1d), PaddingModes.Constant, value, padding) { }

        public override string extra_repr() => $"padding={PythonText.Tuple(padding)}, value={PythonText.Number(value)}";
    }

    /// <summary>A number around the last 2 dims.</summary>
    public sealed class ConstantPad2d : PadBase
    {
        internal ConstantPad2d(long[] padding, double value) : base(nameof(ConstantPad2d), PaddingModes.Constant, value, padding) { }

        public override string extra_repr() => $"padding={PythonText.Tuple(padding)}, value={PythonText.Number(value)}";
    }

    /// <summary>A number around the last 3 dims.</summary>
    public sealed class ConstantPad3d : PadBase
    {
        internal ConstantPad3d(long[] padding, double value) : base(nameof(ConstantPad3d), PaddingModes.Constant, value, padding) { }

        public override string extra_repr() => $"padding={PythonText.Tuple(padding)}, value={PythonText.Number(value)}";
    }

    /// <summary>Zeros around the last 1 dim.</summary>
    public sealed class ZeroPad1d : PadBase
    {
        internal ZeroPad1d(long[] padding) : base(nameof(ZeroPad1d), PaddingModes.Constant, 0, padding) { }
    }

    /// <summary>Zeros around the last 3 dims.</summary>
    public sealed class ZeroPad3d : PadBase
    {
        internal ZeroPad3d(long[] padding) : base(nameof(ZeroPad3d), PaddingModes.Constant, 0, padding) { }
    }

    /// <summary>The input continued as if it went around, in the last 1 dim.</summary>
    public sealed class CircularPad1d : PadBase
    {
        internal CircularPad1d(long[] padding) : base(nameof(CircularPad1d), PaddingModes.Circular, 0, padding) { }
    }

    /// <summary>The input continued as if it went around, in the last 2 dims.</summary>
    public sealed class CircularPad2d : PadBase
    {
        internal CircularPad2d(long[] padding) : base(nameof(CircularPad2d), PaddingModes.Circular, 0, padding) { }
    }

    /// <summary>The input continued as if it went around, in the last 3 dims.</summary>
    public sealed class CircularPad3d : PadBase
    {
        internal CircularPad3d(long[] padding) : base(nameof(CircularPad3d), PaddingModes.Circular, 0, padding) { }
    }

    /// <summary>Zeros around the last two dims.</summary>
    public sealed class ZeroPad2d : PadBase
    {
        internal ZeroPad2d(long[] padding) : base(nameof(ZeroPad2d), PaddingModes.Constant, 0, padding) { }
    }

    /// <summary>The input mirrored at its edges, which are not repeated, in the last 1 dim.</summary>
    public sealed class ReflectionPad1d : PadBase
    {
        internal ReflectionPad1d(long[] padding) : base(nameof(ReflectionPad1d), PaddingModes.Reflect, 0, padding) { }
    }

    /// <summary>The input mirrored at its edges, which are not repeated, in the last 2 dims.</summary>
    public sealed class ReflectionPad2d : PadBase
    {
        internal ReflectionPad2d(long[] padding) : base(nameof(ReflectionPad2d), PaddingModes.Reflect, 0, padding) { }
    }

    /// <summary>The input mirrored at its edges, which are not repeated, in the last 3 dims.</summary>
    public sealed class ReflectionPad3d : PadBase
    {
        internal ReflectionPad3d(long[] padding) : base(nameof(ReflectionPad3d), PaddingModes.Reflect, 0, padding) { }
    }

    /// <summary>The edges repeated in the last 1 dim.</summary>
    public sealed class ReplicationPad1d : PadBase
    {
        internal ReplicationPad1d(long[] padding) : base(nameof(ReplicationPad1d), PaddingModes.Replicate, 0, padding) { }
    }

    /// <summary>The edges repeated in the last 2 dims.</summary>
    public sealed class ReplicationPad2d : PadBase
    {
        internal ReplicationPad2d(long[] padding) : base(nameof(ReplicationPad2d), PaddingModes.Replicate, 0, padding) { }
    }

    /// <summary>The edges repeated in the last 3 dims.</summary>
    public sealed class ReplicationPad3d : PadBase
    {
        internal ReplicationPad3d(long[] padding) : base(nameof(ReplicationPad3d), PaddingModes.Replicate, 0, padding) { }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.ConstantPad1d"/>
            public static ConstantPad1d ConstantPad1d(long padding, double value) => new(Sizes.Repeat(padding, 2), value);

            /// <inheritdoc cref="Modules.ConstantPad1d"/>
            public static ConstantPad1d ConstantPad1d((long, long) padding, double value) => new([padding.Item1, padding.Item2], value);

            /// <inheritdoc cref="Modules.ConstantPad2d"/>
            public static ConstantPad2d ConstantPad2d(long padding, double value) => new(Sizes.Repeat(padding, 4), value);

            /// <inheritdoc cref="Modules.ConstantPad2d"/>
            public static ConstantPad2d ConstantPad2d((long, long, long, long) padding, double value) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4], value);

            /// <inheritdoc cref="Modules.ConstantPad3d"/>
            public static ConstantPad3d ConstantPad3d(long padding, double value) => new(Sizes.Repeat(padding, 6), value);

            /// <inheritdoc cref="Modules.ConstantPad3d"/>
            public static ConstantPad3d ConstantPad3d((long, long, long, long, long, long) padding, double value) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6], value);

            /// <inheritdoc cref="Modules.ZeroPad2d"/>
            public static ZeroPad2d ZeroPad2d(long padding) => new(Sizes.Repeat(padding, 4));

            /// <inheritdoc cref="Modules.ZeroPad2d"/>
            public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4]);

            /// <inheritdoc cref="Modules.ReflectionPad1d"/>
            public static ReflectionPad1d ReflectionPad1d(long padding) => new(Sizes.Repeat(padding, 2));

            /// <inheritdoc cref="Modules.ReflectionPad1d"/>
            public static ReflectionPad1d ReflectionPad1d((long, long) padding) => new([padding.Item1, padding.Item2]);

            /// <inheritdoc cref="Modules.ReflectionPad2d"/>
            public static ReflectionPad2d ReflectionPad2d(long padding) => new(Sizes.Repeat(padding, 4));

            /// <inheritdoc cref="Modules.ReflectionPad2d"/>
            public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4]);

            /// <inheritdoc cref="Modules.ReflectionPad3d"/>
            public static ReflectionPad3d ReflectionPad3d(long padding) => new(Sizes.Repeat(padding, 6));

            /// <inheritdoc cref="Modules.ReflectionPad3d"/>
            public static ReflectionPad3d ReflectionPad3d((long, long, long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6]);

            /// <inheritdoc cref="Modules.ReplicationPad1d"/>
            public static ReplicationPad1d ReplicationPad1d(long padding) => new(Sizes.Repeat(padding, 2));

            /// <inheritdoc cref="Modules.ReplicationPad1d"/>
            public static ReplicationPad1d ReplicationPad1d((long, long) padding) => new([padding.Item1, padding.Item2]);

            /// <inheritdoc cref="Modules.ReplicationPad2d"/>
            public static ReplicationPad2d ReplicationPad2d(long padding) => new(Sizes.Repeat(padding, 4));

            /// <inheritdoc cref="Modules.ReplicationPad2d"/>
            public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4]);

            /// <inheritdoc cref="Modules.ReplicationPad3d"/>
            public static ReplicationPad3d ReplicationPad3d(long padding) => new(Sizes.Repeat(padding, 6));

            /// <inheritdoc cref="Modules.ReplicationPad3d"/>
            public static ReplicationPad3d ReplicationPad3d((long, long, long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6]);

            /// <inheritdoc cref="Modules.ZeroPad1d"/>
            public static ZeroPad1d ZeroPad1d(long padding) => new(Sizes.Repeat(padding, 2));

            /// <inheritdoc cref="Modules.ZeroPad1d"/>
            public static ZeroPad1d ZeroPad1d((long, long) padding) => new([padding.Item1, padding.Item2]);

            /// <inheritdoc cref="Modules.ZeroPad3d"/>
            public static ZeroPad3d ZeroPad3d(long padding) => new(Sizes.Repeat(padding, 6));

            /// <inheritdoc cref="Modules.ZeroPad3d"/>
            public static ZeroPad3d ZeroPad3d((long, long, long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6]);

            /// <inheritdoc cref="Modules.CircularPad1d"/>
            public static CircularPad1d CircularPad1d(long padding) => new(Sizes.Repeat(padding, 2));

            /// <inheritdoc cref="Modules.CircularPad1d"/>
            public static CircularPad1d CircularPad1d((long, long) padding) => new([padding.Item1, padding.Item2]);

            /// <inheritdoc cref="Modules.CircularPad2d"/>
            public static CircularPad2d CircularPad2d(long padding) => new(Sizes.Repeat(padding, 4));

            /// <inheritdoc cref="Modules.CircularPad2d"/>
            public static CircularPad2d CircularPad2d((long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4]);

            /// <inheritdoc cref="Modules.CircularPad3d"/>
            public static CircularPad3d CircularPad3d(long padding) => new(Sizes.Repeat(padding, 6));

            /// <inheritdoc cref="Modules.CircularPad3d"/>
            public static CircularPad3d CircularPad3d((long, long, long, long, long, long) padding) => new([padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6]);
        }
    }
}
