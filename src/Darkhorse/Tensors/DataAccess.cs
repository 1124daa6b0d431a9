using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// The value of a one-element tensor. Usually <typeparamref name="T"/> is the dtype's own C# type; another number type is converted to, floats are cut towards zero.
        /// </summary>
        /// <exception cref="ArgumentException">The tensor has not exactly one element.</exception>
        /// <exception cref="InvalidOperationException">The value is out of the range of <typeparamref name="T"/>.</exception>
        public T item<T>() where T : unmanaged
            => Layout.Count == 1 && StorageTypes.Is<T>(out var dtype) && dtype == Data.DType && Data.Storage.DeviceType == DeviceType.CPU
                ? Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref Data.Storage.Origin, (nint)(Data.Offset * Unsafe.SizeOf<T>())))
                : ConvertedItem<T>();

        T ConvertedItem<T>() where T : unmanaged
        {
            var value = ToScalar();
            if (typeof(T) == typeof((float, float))) return (T)(object)((float)value.ToComplex().Real, (float)value.ToComplex().Imaginary);
            if (typeof(T) == typeof((double, double))) return (T)(object)(value.ToComplex().Real, value.ToComplex().Imaginary);
            _ = StorageTypes.Of<T>();
            T result = value.To<T>();
            if (typeof(T) != typeof(bool) && StorageTypes.Of<T>().IsInteger && !(Math.Abs(Scalar.Of(result).ToDouble() - value.ToDouble()) < 1))
                throw new InvalidOperationException($"value cannot be converted to type {typeof(T).Name} without overflow");
            return result;
        }

        /// <summary>The value of a one-element tensor, of whatever dtype.</summary>
        /// <exception cref="ArgumentException">The tensor has not exactly one element.</exception>
        public Scalar ToScalar()
        {
            if (Layout.Count != 1) throw new ArgumentException($"only one element tensors can be converted to Python scalars: a Tensor with {Layout.Count} elements cannot be converted to Scalar");
            var visitor = new ReadVisitor(OnHost().Data);
            Dispatch.VisitEveryStorage(DType, ref visitor);
            return visitor.Value;
        }

        internal Scalar ItemScalar() => ToScalar();

        ref struct ReadVisitor(in Operand data) : IStorageVisitor
        {
            readonly Operand _data = data;
            public Scalar Value;

            public void Visit<S>() where S : unmanaged
                => Value = Scalar.Of(Unsafe.ReadUnaligned<S>(ref Unsafe.Add(ref _data.Storage.Origin, (nint)(_data.Offset * Unsafe.SizeOf<S>()))));
        }

        /// <summary>Itself, or a copy in host memory.</summary>
        Tensor OnHost() => Storage.DeviceType == DeviceType.CPU ? this : Uncounted(detach().to(Device.Cpu).Data);

        /// <summary>The elements, row-major, in a new array; <typeparamref name="T"/> is the dtype's own C# type.</summary>
        public unsafe T[] ToArray<T>() where T : unmanaged
        {
            CheckType<T>();
            var result = new T[Layout.Count];
            var source = OnHost();
            if (!Layout.IsContiguous) source = source.Copied(Layout.AsContiguous(), DType);
            fixed (byte* from = &source.Storage.Origin)
            fixed (T* to = result)
                Buffer.MemoryCopy((T*)from + source.Data.Offset, to, result.LongLength * sizeof(T), result.LongLength * sizeof(T));
            GC.KeepAlive(source);
            return result;
        }

        /// <summary>The elements, to be read and changed by index; <typeparamref name="T"/> is the dtype's own C# type.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is another type.</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckType<T>();
            return new(this);
        }

        /// <summary>The element with a row-major number.</summary>
        public T ReadCpuValue<T>(long i) where T : unmanaged => data<T>()[i];
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);
        public float ReadCpuBFloat16(long i) => ReadCpuValue<BFloat16>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        /// <summary>The elements of a contiguous tensor in host memory, not copied. Keep the tensor alive as long as the span is used.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or has more than 2^31 - 1 elements.</exception>
        public Span<T> AsSpan<T>() where T : unmanaged
        {
            CheckType<T>();
            CheckContiguous(nameof(AsSpan));
            return Layout.Count == 0 ? [] : MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref Unsafe.Add(ref Storage.Origin, (nint)(Data.Offset * Unsafe.SizeOf<T>()))), SpanLength(Layout.Count));
        }

        /// <summary>The elements of a contiguous tensor in host memory, not copied; the memory keeps them alive.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or has more than 2^31 - 1 elements.</exception>
        public Memory<T> AsMemory<T>() where T : unmanaged
        {
            CheckType<T>();
            CheckContiguous(nameof(AsMemory));
            return new TensorMemory<T>(this, SpanLength(Layout.Count)).Memory;
        }

        /// <summary>The bytes of a contiguous tensor in host memory, not copied; setting them overwrites the elements. Keep the tensor alive as long as the span is used.</summary>
        public Span<byte> bytes
        {
            get
            {
                CheckContiguous("bytes");
                return Layout.Count == 0 ? [] : MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Storage.Origin, (nint)(Data.Offset * Data.ItemSize)), SpanLength(Layout.Count * Data.ItemSize));
            }
            set
            {
                var target = bytes;
                if (value.Length != target.Length) throw new ArgumentException($"Mismatched data sizes in bytes: the tensor has {target.Length}, the span {value.Length}");
                value.CopyTo(target);
                Storage.Version++;
            }
        }

        /// <summary>The elements in nested lists, one level a dim; of a 0-dim tensor, its number.</summary>
        public object tolist()
        {
            var host = detach();
            if (Layout.Rank == 0) return Boxed(host.ToScalar());
            var result = new List<object>();
            for (long i = 0; i < Sizes[0]; i++) result.Add(host.select(0, i).tolist());
            return result;
        }

        static object Boxed(Scalar value) => value.DType switch
        {
            DType.Bool => value.ToBoolean(),
            DType.UInt8 => value.To<byte>(),
            DType.Int8 => value.To<sbyte>(),
            DType.Int16 => value.To<short>(),
            DType.Int32 => value.To<int>(),
            DType.Int64 => value.ToInt64(),
            DType.UInt16 => value.To<ushort>(),
            DType.UInt32 => value.To<uint>(),
            DType.UInt64 => value.To<ulong>(),
            DType.Float16 => value.To<Half>(),
            DType.BFloat16 => value.To<BFloat16>(),
            DType.Float32 => value.ToSingle(),
            DType.Float64 => value.ToDouble(),
            _ => value.ToComplex(),
        };

        void CheckType<T>() where T : unmanaged
        {
            if (StorageTypes.Of<T>() != DType) throw new ArgumentException($"{typeof(T).Name} is not the element type of a {DType.TorchName} tensor");
        }

        void CheckContiguous(string member)
        {
            if (!Layout.IsContiguous) throw new InvalidOperationException($"{member} called on a tensor that is not contiguous");
        }

        static int SpanLength(long count) => count <= int.MaxValue ? (int)count : throw new InvalidOperationException($"{count} elements are more than a span can have");
    }
}
