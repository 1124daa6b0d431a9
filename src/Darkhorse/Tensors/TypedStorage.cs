using System.Collections;
using System.Numerics;

namespace Darkhorse;

public static partial class torch
{
    public static bool is_storage(object obj) => obj is Storage;

    public partial class Tensor
    {
        /// <summary>The memory of the tensor as one line of elements, shared with every tensor on it; <typeparamref name="T"/> is the dtype's own C# type.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is another type.</exception>
        public Storage<T> storage<T>() where T : unmanaged
        {
            CheckType<T>();
            return new(detach().as_strided([Data.Storage.ByteCount / DType.ItemSize], [1], 0));
        }
    }

    /// <summary>The memory of tensors as one line of elements: what is written here is seen in every tensor on it.</summary>
    public abstract class Storage
    {
        private protected readonly Tensor Elements;

        protected Storage(Tensor tensor) => Elements = tensor;

        /// <summary>A one-dimensional tensor with a copy of the elements, in a dtype.</summary>
        protected static Tensor CreateTypedTensor<T>(ScalarType dtype, IList<T> rawArray) where T : unmanaged => tensor(rawArray, dtype);

        public ScalarType dtype => Elements.dtype;

        public Device device => Elements.device;

        /// <summary>Bytes of one element.</summary>
        public int element_size() => (int)Elements.ElementSize;

        /// <summary>Bytes of all elements.</summary>
        public ulong nbytes() => (ulong)Elements.nbytes;

        // Of the same type the storage of the same memory, of another one a copy.
        public Storage<bool> @bool() => new(Elements.to(ScalarType.Bool));
        public Storage<byte> @byte() => new(Elements.to(ScalarType.Byte));
        public Storage<sbyte> @char() => new(Elements.to(ScalarType.Int8));
        public Storage<short> @short() => new(Elements.to(ScalarType.Int16));
        public Storage<int> @int() => new(Elements.to(ScalarType.Int32));
        public Storage<long> @long() => new(Elements.to(ScalarType.Int64));
        public Storage<float> @float() => new(Elements.to(ScalarType.Float32));
        public Storage<double> @double() => new(Elements.to(ScalarType.Float64));
        public Storage<(float, float)> complex_float() => new(Elements.to(ScalarType.ComplexFloat32));
        public Storage<Complex> complex_double() => new(Elements.to(ScalarType.ComplexFloat64));
    }

    /// <inheritdoc cref="Storage"/>
    public sealed class Storage<T> : Storage, ICollection<T>, IDisposable where T : unmanaged
    {
        internal Storage(Tensor elements) : base(elements) { }

        /// <summary>A storage of one element, so that a range can be set to a number: <c>storage[2..5] = 0f</c>.</summary>
        public static implicit operator Storage<T>(T value) => new(tensor(Scalar.Of(value)));

        /// <summary>The number of elements.</summary>
        public int Count => checked((int)Elements.numel());

        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => Elements.data<T>()[index];
            set => Elements.data<T>()[index] = value;
        }

        /// <summary>Some of the elements, shared; set to as many others, or all to one.</summary>
        public Storage<T> this[Range range]
        {
            get => new(Elements[range]);
            set => Elements[range].copy_(value.Elements);
        }

        /// <summary>The elements from the first number, before the second: shared; set to as many others, or all to one.</summary>
        public Storage<T> this[(int? start, int? end) range]
        {
            get => this[(range.start ?? 0)..(range.end ?? Count)];
            set => this[(range.start ?? 0)..(range.end ?? Count)] = value;
        }

        public T[] ToArray() => Elements.ToArray<T>();

        /// <summary>A list with a copy of the elements.</summary>
        public IList<T> tolist() => ToArray();

        public bool Contains(T item) => ToArray().Contains(item);

        /// <summary>The place of the first element that equals a number; -1 if there is none.</summary>
        public int IndexOf(T item) => Array.IndexOf(ToArray(), item);

        /// <summary>Sets every element to a number.</summary>
        public void fill_(T value) => Elements.fill_(Scalar.Of(value));

        /// <summary>Overwrites the elements, from the first one on, with those of a list.</summary>
        public void copy_(IList<T> array) => CopyFrom(array, 0);

        /// <summary>Overwrites the elements, from the first one on, with those of a list from a place on.</summary>
        public void CopyFrom(IList<T> array, int arrayIndex) => Elements[..Math.Min(Count, array.Count - arrayIndex)].copy_(CreateTypedTensor(dtype, array)[arrayIndex..][..Count]);

        /// <summary>Copies the elements to places of a list, as many as fit.</summary>
        public void CopyTo(IList<T> array, int arrayIndex)
        {
            for (int i = 0; i < Count && arrayIndex + i < array.Count; i++) array[arrayIndex + i] = this[i];
        }

        void ICollection<T>.CopyTo(T[] array, int arrayIndex) => CopyTo(array, arrayIndex);

        /// <summary>The same elements on the host; this storage if it is there.</summary>
        public Storage<T> cpu() => new(Elements.cpu());

        public Storage<T> cuda(Device? device = null) => new(Elements.cuda(device));

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        void ICollection<T>.Add(T item) => throw new NotSupportedException("a storage does not grow");
        bool ICollection<T>.Remove(T item) => throw new NotSupportedException("a storage does not shrink");
        void ICollection<T>.Clear() => throw new NotSupportedException("a storage does not shrink");

        /// <summary>Lets go of the memory; tensors on it keep it.</summary>
        public void Dispose() => Elements.Dispose();
    }
}
