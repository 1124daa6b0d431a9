using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkhorse.Memory;

/// <summary>
/// The bytes behind one or more tensors, with a counter of the changes made to them. Small ones are a managed array; larger ones a block of the
/// <see cref="HostPool"/>, which comes back when the last reference is collected, or at once when every tensor on it has been disposed.
/// </summary>
public sealed unsafe class Storage
{
    /// <summary>Up to here a storage is a managed array: allocation is a pointer bump, and the collector needs no help.</summary>
    public const int SmallBytes = 4096;

    byte[]? _managed;
    byte* _native;
    object? _owner; // keeps foreign memory alive; a .NET array of several dims is its own memory
    internal HostPool.Block? Block;
    int _references;

    Storage(long byteCount, DeviceType device) => (ByteCount, DeviceType, IsInference) = (byteCount, device, InferenceMode.IsOn);

    public long ByteCount { get; }

    public DeviceType DeviceType { get; }

    public int DeviceIndex { get; private init; }

    /// <summary>Whether the bytes were allocated here, and so may make way for more; memory that is shared with somebody else may not.</summary>
    public bool Resizable { get; private init; } = true;

    /// <summary>Whether the owner of the bytes forbids to change them: in-place ops refuse to.</summary>
    public bool IsReadOnly { get; private init; }

    /// <summary>Counts in-place changes; a tensor saved for backward remembers the number it had.</summary>
    public int Version;

    /// <summary>Whether the storage was made in inference mode: autograd keeps none of its tensors.</summary>
    internal bool IsInference { get; }

    /// <summary>How many gradient buffers of a running backward pass hold this storage; see the engine.</summary>
    internal int PendingGradients;

    /// <summary>Whether a running backward pass made this storage, and may release it when its last buffer is spent.</summary>
    internal bool MadeByEngine;

    /// <summary>The first byte. Pin it (<c>fixed</c>) for the time of a kernel, and keep the tensor alive past it.</summary>
    public ref byte Origin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_managed is { } array) return ref MemoryMarshal.GetArrayDataReference(array);
            if (_native != null) return ref *_native;
            return ref OtherOrigin();
        }
    }

    /// <summary>Whether the bytes were given back by Dispose, or there never were any (meta).</summary>
    public bool HasData => _managed is not null || _native != null || _owner is Array;

    /// <summary>A storage of uninitialised host memory.</summary>
    public static Storage Allocate(long byteCount)
    {
        if (byteCount <= SmallBytes)
            return new(byteCount, DeviceType.CPU) { _managed = GC.AllocateUninitializedArray<byte>((int)byteCount) };
        var storage = new Storage(byteCount, DeviceType.CPU);
        storage._native = HostPool.Take(storage, byteCount);
        return storage;
    }

    /// <summary>A storage without bytes: shapes only.</summary>
    public static Storage Meta(long byteCount) => new(byteCount, DeviceType.META);

    /// <summary>Shares a one-dimensional array: the change in one is seen in the other.</summary>
    public static Storage Share<T>(T[] array) where T : unmanaged
        => new((long)array.LongLength * sizeof(T), DeviceType.CPU) { _managed = Unsafe.As<byte[]>(array), Resizable = false };

    /// <summary>Shares an array of any rank, row-major: the change in one is seen in the other. The elements must be <paramref name="byteCount"/> bytes of numbers.</summary>
    public static Storage Share(Array array, long byteCount)
        => array.Rank == 1 ? new(byteCount, DeviceType.CPU) { _managed = Unsafe.As<byte[]>(array), Resizable = false } : new(byteCount, DeviceType.CPU) { _owner = array, Resizable = false };

    /// <summary>Shares foreign memory; <paramref name="owner"/> is kept alive as long as the storage is.</summary>
    public static Storage Share(void* data, long byteCount, object? owner, bool isReadOnly = false)
        => new(byteCount, DeviceType.CPU) { _native = (byte*)data, _owner = owner, Resizable = false, IsReadOnly = isReadOnly };

    /// <summary>One more tensor, or saved tensor, uses the bytes. Only pooled blocks count: nothing else can be given back early.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Retain()
    {
        if (Block is not null) Interlocked.Increment(ref _references);
    }

    /// <summary>One user less, said on purpose (Dispose); the last one gives the block back at once.</summary>
    internal void Release()
    {
        if (Block is not null && Interlocked.Decrement(ref _references) == 0) GiveBack();
    }

    /// <summary>Gives the block back whoever still refers to it: for temporaries known to have no other user.</summary>
    internal void GiveBack()
    {
        var block = Interlocked.Exchange(ref Block, null);
        if (block is null) return;
        _native = null;
        HostPool.Return(block);
    }

    /// <summary>What a disposed tensor points to.</summary>
    internal static readonly Storage Disposed = new(0, DeviceType.CPU);

    /// <summary>Pins the managed array behind the storage, if it is one.</summary>
    internal GCHandle PinHandle() => (_managed ?? _owner as Array) is { } array ? GCHandle.Alloc(array, GCHandleType.Pinned) : default;

    ref byte OtherOrigin()
    {
        // The data of an array of several dims begins behind its bounds: elsewhere than that of the one-dimensional arrays above.
        if (_owner is Array array) return ref MemoryMarshal.GetArrayDataReference(array);
        if (DeviceType == DeviceType.META) throw new NotSupportedException("Cannot copy out of meta tensor; no data!");
        if (ByteCount != 0 || ReferenceEquals(this, Disposed)) throw new ObjectDisposedException("torch.Tensor");
        throw new UnreachableException();
    }
}
