using Darkhorse.Kernels.Numbers;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>The limits of a float dtype; of a complex one, those of its parts.</summary>
    public readonly struct FInfo
    {
        internal FInfo(DType dtype)
        {
            (bits, int digits, int exponent, resolution) = dtype.RealPart switch
            {
                DType.Float16 => (16, 10, 15, 1e-3),
                DType.BFloat16 => (16, 7, 127, 1e-2),
                DType.Float32 => (32, 23, 127, 1e-6),
                DType.Float64 => (64, 52, 1023, 1e-15),
                _ => throw new ArgumentException($"torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.{dtype.TorchName}'"),
            };
            this.dtype = dtype.RealPart.TorchName;
            eps = Math.ScaleB(1, -digits);
            max = Math.ScaleB(2 - eps, exponent);
            min = -max;
            tiny = smallest_normal = Math.ScaleB(1, 1 - exponent);
        }

        /// <summary>Bits of one number.</summary>
        public readonly int bits;

        /// <summary>The step from 1 to the next number.</summary>
        public readonly double eps;

        /// <summary>The largest number.</summary>
        public readonly double max;

        /// <summary>The most negative number.</summary>
        public readonly double min;

        /// <summary>The smallest positive number of full precision.</summary>
        public readonly double tiny;

        /// <summary>The same as <see cref="tiny"/>.</summary>
        public readonly double smallest_normal;

        /// <summary>A power of ten near the precision.</summary>
        public readonly double resolution;

        /// <summary>PyTorch's name of the dtype: <c>float32</c>.</summary>
        public readonly string dtype;

        public override string ToString()
            => $"finfo(resolution={Text(resolution)}, min={Text(min)}, max={Text(max)}, eps={Text(eps)}, smallest_normal={Text(smallest_normal)}, tiny={Text(tiny)}, dtype={dtype})";

        static string Text(double value) => PrintingNumbers.General(value, 6);
    }

    /// <summary>The limits of an integer dtype.</summary>
    public readonly struct IInfo
    {
        internal IInfo(DType dtype)
        {
            if (!dtype.IsInteger) throw new ArgumentException($"torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.{dtype.TorchName}'");
            bits = 8 * dtype.ItemSize;
            this.dtype = dtype.TorchName;
            bool signed = !dtype.IsUnsigned && dtype != DType.UInt8;
            (min, max) = signed ? (long.MinValue >> (64 - bits), long.MaxValue >> (64 - bits)) : (0, (long)(ulong.MaxValue >> (64 - bits)));
        }

        public readonly int bits;

        /// <summary>The smallest value and the largest; the largest of uint64, 2^64 - 1, as the same 64 bits.</summary>
        public readonly long min, max;


        /// <summary>PyTorch's name of the dtype: <c>int8</c>.</summary>
        public readonly string dtype;

        public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"iinfo(min={min}, max={(min == 0 ? (ulong)max : (UInt128)max)}, dtype={dtype})");
    }

    /// <summary>The limits of the default dtype.</summary>
    public static FInfo finfo() => new(DefaultDType);

    /// <exception cref="ArgumentException">Not a float or complex dtype.</exception>
    public static FInfo finfo(ScalarType dtype) => new(dtype.ToDType());

    /// <exception cref="ArgumentException">Not an integer dtype.</exception>
    public static IInfo iinfo(ScalarType dtype) => new(dtype.ToDType());
}
