using System.Runtime.CompilerServices;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The value of a one-element tensor as <typeparamref name="T"/>, which must be the dtype's own C# type.</summary>
        /// <exception cref="InvalidOperationException">The tensor has not exactly one element.</exception>
        public T item<T>() where T : unmanaged => ItemScalar().To<T>();

        internal Scalar ItemScalar()
        {
            if (Layout.Count != 1) throw new InvalidOperationException($"a Tensor with {Layout.Count} elements cannot be converted to Scalar");
            var visitor = new ReadVisitor(Data);
            Dispatch.VisitStorage(DType, ref visitor);
            return visitor.Value;
        }

        ref struct ReadVisitor(in Memory.Operand data) : IStorageVisitor
        {
            readonly Memory.Operand _data = data;
            public Scalar Value;

            public void Visit<S>() where S : unmanaged
                => Value = Scalar.Of(Unsafe.ReadUnaligned<S>(ref Unsafe.Add(ref _data.Storage.Origin, (nint)(_data.Offset * Unsafe.SizeOf<S>()))));
        }

        /// <summary>The elements, row-major, in a new array; <typeparamref name="T"/> is the dtype's own C# type.</summary>
        public unsafe T[] ToArray<T>() where T : unmanaged
        {
            CheckType<T>();
            var result = new T[Layout.Count];
            var source = Layout.IsContiguous ? this : Copied(Layout.AsContiguous(), DType);
            fixed (byte* from = &source.Storage.Origin)
            fixed (T* to = result)
                Buffer.MemoryCopy((T*)from + source.Data.Offset, to, result.LongLength * sizeof(T), result.LongLength * sizeof(T));
            GC.KeepAlive(source);
            return result;
        }

        void CheckType<T>() where T : unmanaged
        {
            if (StorageTypes.Of<T>() != DType) throw new ArgumentException($"{typeof(T).Name} is not the element type of a {DType.TorchName} tensor");
        }

        /// <summary>Sets every element to a number.</summary>
        public Tensor fill_(Scalar value)
        {
            Autograd.InPlace.Check(this);
            if (Layout.HasOverlap) Errors.Overlap();
            var node = Autograd.GradMode.Tracks(this) ? new ZeroNode(this) : null;
            Backend.Fill(Data, value);
            Autograd.InPlace.Finish(this, node);
            return this;
        }
    }
}

/// <summary>The dtype whose elements are stored as a C# type.</summary>
static class StorageTypes
{
    /// <exception cref="ArgumentException">No dtype is stored as <typeparamref name="T"/>.</exception>
    public static DType Of<T>() where T : unmanaged => Of(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is no element type of a tensor");

    public static DType? Of(Type type) =>
        type == typeof(float) ? DType.Float32 : type == typeof(double) ? DType.Float64 : type == typeof(long) ? DType.Int64 : type == typeof(int) ? DType.Int32
        : type == typeof(short) ? DType.Int16 : type == typeof(sbyte) ? DType.Int8 : type == typeof(byte) ? DType.UInt8 : type == typeof(bool) ? DType.Bool
        : type == typeof(Half) ? DType.Float16 : type == typeof(BFloat16) ? DType.BFloat16 : type == typeof(Complex64) || type == typeof((float, float)) ? DType.Complex64
        : type == typeof(System.Numerics.Complex) ? DType.Complex128 : null;
}
