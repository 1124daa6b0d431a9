using System.Collections;
using System.Runtime.CompilerServices;

namespace Darkhorse.Utils;

/// <summary>The elements of a tensor in host memory as C# numbers, in row-major order whatever its strides. Writing changes the tensor.</summary>
public sealed class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    readonly Tensor _tensor;

    internal TensorAccessor(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU) throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        _tensor = tensor;
    }

    /// <summary>The number of elements.</summary>
    public long Count => _tensor.numel();

    public bool IsReadOnly => false;

    /// <summary>The elements of a contiguous tensor, not copied.</summary>
    public Span<T> Span => _tensor.AsSpan<T>();

    /// <summary>The element with the given row-major number in a tensor of one dim or none, or with the given index.</summary>
    /// <exception cref="ArgumentException">There are not as many indices as dims.</exception>
    /// <exception cref="IndexOutOfRangeException">An index is not below its size.</exception>
    public T this[params ReadOnlySpan<long> indices]
    {
        get => At(OffsetOf(indices));
        set => Set(OffsetOf(indices), value);
    }

    /// <summary>The element with the given index in a tensor of one dim; in others, the one with that row-major number.</summary>
    public T this[long index]
    {
        get => At(OffsetOf(index));
        set => Set(OffsetOf(index), value);
    }

    public T this[long i0, long i1]
    {
        get => At(OffsetOf([i0, i1]));
        set => Set(OffsetOf([i0, i1]), value);
    }

    public T this[long i0, long i1, long i2]
    {
        get => At(OffsetOf([i0, i1, i2]));
        set => Set(OffsetOf([i0, i1, i2]), value);
    }

    ref T At(long offset) => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref _tensor.Storage.Origin, (nint)((_tensor.Data.Offset + offset) * Unsafe.SizeOf<T>())));

    void Set(long offset, T value)
    {
        At(offset) = value;
        _tensor.Storage.Version++;
    }

    long OffsetOf(long index)
    {
        var layout = _tensor.Layout;
        if (index < 0 || index >= layout.Count) ThrowOutOfRange(index, layout.Count);
        return layout.OffsetOf(index);
    }

    long OffsetOf(ReadOnlySpan<long> indices)
    {
        var layout = _tensor.Layout;
        if (indices.Length != layout.Rank) throw new ArgumentException($"{indices.Length} indices for a tensor of {layout.Rank} dimensions");
        long offset = 0;
        for (int d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= layout.Sizes[d]) ThrowOutOfRange(indices[d], layout.Sizes[d]);
            offset += indices[d] * layout.Strides[d];
        }
        return offset;
    }

    static void ThrowOutOfRange(long index, long size) => throw new IndexOutOfRangeException($"index {index} is out of range for a size of {size}");

    public T[] ToArray() => _tensor.ToArray<T>();

    /// <summary>The elements in an array of the tensor's sizes; of a 0-dim tensor, in an array of one.</summary>
    public Array ToNDArray()
    {
        T[] flat = ToArray();
        if (_tensor.ndim <= 1) return flat;
        var result = new NDArray(_tensor.shape, flat);
        return result.Fill();
    }

    // Arrays of a rank known at compile time need no code generated at run time; from rank 5 on the general call has to do.
    readonly ref struct NDArray(long[] sizes, T[] flat)
    {
        public unsafe Array Fill()
        {
            Array array = sizes.Length switch
            {
                2 => new T[sizes[0], sizes[1]],
                3 => new T[sizes[0], sizes[1], sizes[2]],
                4 => new T[sizes[0], sizes[1], sizes[2], sizes[3]],
                5 => new T[sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]],
                6 => new T[sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]],
                _ => throw new NotSupportedException($"arrays of {sizes.Length} dimensions are not supported"),
            };
            long bytes = flat.LongLength * sizeof(T);
            fixed (T* source = flat)
            fixed (byte* target = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array))
                Buffer.MemoryCopy(source, target, bytes, bytes);
            return array;
        }
    }

    /// <summary>Copies elements, from <paramref name="tensorIndex"/> on, as many as fit.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var layout = _tensor.Layout;
        for (int i = arrayIndex; i < array.Length && tensorIndex < layout.Count; i++, tensorIndex++) array[i] = At(layout.OffsetOf(tensorIndex));
    }

    /// <summary>Overwrites elements, from <paramref name="tensorIndex"/> on, with as many as fit.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var layout = _tensor.Layout;
        for (int i = arrayIndex; i < array.Length && tensorIndex < layout.Count; i++, tensorIndex++) At(layout.OffsetOf(tensorIndex)) = array[i];
        _tensor.Storage.Version++;
    }

    public IEnumerator<T> GetEnumerator()
    {
        long count = Count;
        for (long i = 0; i < count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the elements are the same numbers in the same order.</summary>
    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && Count == other.Count && ToArray().AsSpan().SequenceEqual(other.ToArray());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T value in this) hash.Add(value);
        return hash.ToHashCode();
    }

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !left.Equals(right);

    /// <summary>Nothing has to be given back; for code that disposes accessors.</summary>
    public void Dispose() { }
}
