using System.Buffers;
using System.Runtime.CompilerServices;

namespace Darkhorse;

/// <summary>A tensor's elements as <see cref="Memory{T}"/>: nothing is copied, and the memory keeps the tensor.</summary>
sealed class TensorMemory<T>(Tensor tensor, int length) : MemoryManager<T> where T : unmanaged
{
    public override Memory<T> Memory => CreateMemory(length);

    public override Span<T> GetSpan() => tensor.AsSpan<T>();

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        // A managed array is pinned by a handle on it; a native block does not move.
        var handle = tensor.Storage.PinHandle();
        void* start = Unsafe.AsPointer(ref tensor.Storage.Origin);
        return new((T*)start + tensor.Data.Offset + elementIndex, handle, this);
    }

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
