using System.Runtime.InteropServices;

namespace Darkhorse.IO;

// The C structs of DLPack 1.0 (dlpack.h): memory of any library, described so that any other can use it, and told when it is used no more.

[StructLayout(LayoutKind.Sequential)]
struct DLDevice
{
    public const int Cpu = 1, CudaHost = 3;

    public int Type, Id;
}

[StructLayout(LayoutKind.Sequential)]
struct DLDataType
{
    public byte Code, Bits;
    public ushort Lanes;
}

[StructLayout(LayoutKind.Sequential)]
unsafe struct DLTensor
{
    public void* Data;
    public DLDevice Device;
    public int Rank;
    public DLDataType Type;
    public long* Sizes;
    public long* Strides; // in elements; null: row-major
    public ulong ByteOffset;
}

[StructLayout(LayoutKind.Sequential)]
unsafe struct DLManagedTensor
{
    public DLTensor Tensor;
    public void* Context;
    public delegate* unmanaged[Cdecl]<void*, void> Deleter;
}

[StructLayout(LayoutKind.Sequential)]
unsafe struct DLManagedTensorVersioned
{
    public const uint MajorVersion = 1, MinorVersion = 0;
    public const ulong ReadOnly = 1, Copied = 2;

    public uint Major, Minor;
    public void* Context;
    public delegate* unmanaged[Cdecl]<void*, void> Deleter;
    public ulong Flags;
    public DLTensor Tensor;
}
