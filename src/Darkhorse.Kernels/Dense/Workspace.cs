using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Scratch memory of a thread: grown on demand, reused by every later call, freed when the thread is gone. Each kind of user has a slot of its own, so that a
/// convolution can hold its planes while a product inside it packs.
/// </summary>
sealed unsafe class Workspace
{
    public const int Packing = 0, Planes = 1, Results = 2, Weights = 3, Steps = 4;

    const nuint Alignment = 64;

    [ThreadStatic] static Workspace? mine;

    Block first, second, third, fourth, fifth;

    /// <summary>At least <paramref name="count"/> elements, aligned to 64 bytes, with unspecified contents, valid until the thread asks for the same slot again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Take<T>(int slot, nint count) where T : unmanaged
    {
        var workspace = mine ??= new Workspace();
        ref var block = ref workspace.Slot(slot);
        var bytes = checked((nuint)count * (nuint)sizeof(T));
        if (block.Bytes < bytes) Grow(ref block, bytes);
        return (T*)block.Start;
    }

    ref Block Slot(int slot)
    {
        switch (slot)
        {
            case Packing: return ref first;
            case Planes: return ref second;
            case Results: return ref third;
            case Weights: return ref fourth;
            default: return ref fifth;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Grow(ref Block block, nuint bytes)
    {
        NativeMemory.AlignedFree(block.Start);
        block = default;
        bytes = (bytes + bytes / 4 + 4095) & ~(nuint)4095;
        block.Start = NativeMemory.AlignedAlloc(bytes, Alignment);
        block.Bytes = bytes;
    }

    ~Workspace()
    {
        NativeMemory.AlignedFree(first.Start);
        NativeMemory.AlignedFree(second.Start);
        NativeMemory.AlignedFree(third.Start);
        NativeMemory.AlignedFree(fourth.Start);
        NativeMemory.AlignedFree(fifth.Start);
    }

    struct Block
    {
        public void* Start;
        public nuint Bytes;
    }
}
