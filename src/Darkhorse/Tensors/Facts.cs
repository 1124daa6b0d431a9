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

    /// <summary>The largest integer up to which a dtype has every integer; of bool, 1.</summary>
    /// <exception cref="ArgumentException">The dtype is complex.</exception>
    public static long max_int_value(ScalarType type) => type.ToDType() switch
    {
        DType.Bool => 1,
        DType.BFloat16 => 1L << 8,
        DType.Float16 => 1L << 11,
        DType.Float32 => 1L << 24,
        DType.Float64 => 1L << 53,
        var integer when integer.IsInteger => (long)iinfo(type).max,
        _ => throw new ArgumentException($"{type} has no largest integer"),
    };

    public static int ElementSize(this ScalarType type) => type.ToDType().ItemSize;

    /// <summary>The tensor in the dtype of the name.</summary>
    public static Tensor FloatTensor(Tensor t) => t.@float();
    public static Tensor DoubleTensor(Tensor t) => t.@double();
    public static Tensor IntTensor(Tensor t) => t.@int();
    public static Tensor LongTensor(Tensor t) => t.@long();
    public static Tensor ShortTensor(Tensor t) => t.@short();
    public static Tensor ByteTensor(Tensor t) => t.@byte();
    public static Tensor BoolTensor(Tensor t) => t.@bool();

    public partial class Tensor : IEnumerable<Tensor>
    {
        /// <summary>Sets whether gradients are computed for this tensor, and returns it.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);


        /// <summary>The number of elements.</summary>
        public long nelement() => Layout.Count;

        /// <summary>The number of dims.</summary>
        public long ndimension() => Layout.Rank;

        /// <summary>Bytes of one element.</summary>
        public long itemsize => DType.ItemSize;

        /// <summary>Bytes of all elements.</summary>
        public long nbytes => Layout.Count * DType.ItemSize;

        public int device_index => device.index;

        /// <summary>Whether only some elements are stored: never.</summary>
        public bool is_sparse => false;

        /// <summary>The tensor with every element stored: itself.</summary>
        public Tensor to_dense() => this;

        static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Tensor, string> s_names = [];

        /// <summary>A name for people to tell tensors by; null unless given.</summary>
        public string? name
        {
            get => s_names.TryGetValue(this, out string? given) ? given : null;
            set
            {
                s_names.Remove(this);
                if (value is not null) s_names.Add(this, value);
            }
        }

        /// <summary>Whether the memory is locked for transfers to an accelerator: never without one.</summary>
        public bool is_pinned() => false;

        /// <summary>A copy in memory locked for transfers to an accelerator.</summary>
        /// <exception cref="NotSupportedException">There is no accelerator.</exception>
        public Tensor pin_memory() => throw new NotSupportedException("Cannot access accelerator device when none is available.");

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
