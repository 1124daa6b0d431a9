using System.Collections;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>The number of elements.</summary>
    public static long numel(Tensor input) => input.numel();

    public static bool is_tensor(object obj) => obj is Tensor;
    public static bool is_complex(Tensor input) => input.is_complex();
    public static bool is_floating_point(Tensor input) => input.is_floating_point();
    public static bool is_integral(Tensor t) => t.is_integral();

    /// <summary>Whether the one element of a tensor is not zero.</summary>
    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static bool is_complex(ScalarType type) => type.ToDType().IsComplex;
    public static bool is_floating_point(ScalarType type) => type.ToDType().IsFloat;

    /// <summary>Integers and bool.</summary>
    public static bool is_integral(ScalarType type) => type.ToDType().IsIntegral;

    public static int ElementSize(this ScalarType type) => type.ToDType().ItemSize;

    public partial class Tensor : IEnumerable<Tensor>
    {
        /// <summary>The number of elements.</summary>
        public long nelement() => Layout.Count;

        /// <summary>The number of dims.</summary>
        public long ndimension() => Layout.Rank;

        /// <summary>Bytes of one element.</summary>
        public long itemsize => DType.ItemSize;

        /// <summary>Bytes of all elements.</summary>
        public long nbytes => Layout.Count * DType.ItemSize;

        public int device_index => device.index;

        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;

        /// <summary>Every position of the first dim, as views.</summary>
        /// <exception cref="InvalidOperationException">The tensor has no dims.</exception>
        public IEnumerator<Tensor> GetEnumerator()
        {
            if (Layout.Rank == 0) throw new InvalidOperationException("iteration over a 0-d tensor");
            return ((IEnumerable<Tensor>)unbind()).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
