using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.IO;
using dlpack = Darkhorse.torch.utils.dlpack;

namespace Darkhorse.Tests.Files;

/// <summary>Tensors exchanged by DLPack: one memory, and one call of the deleter.</summary>
public sealed unsafe class DLPackTests
{
    static int s_deleted;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void CountDeletion(void* self)
    {
        s_deleted++;
        NativeMemory.Free(self);
    }

    static void Collect(Func<bool> until)
    {
        for (int i = 0; i < 10 && !until(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void What_goes_out_and_comes_back_is_one_memory(bool versioned)
    {
        foreach (var dtype in Enum.GetValues<ScalarType>())
            foreach (int count in new[] { 6, 6000 })
            {
                var x = ones([count], dtype).view(2, -1).t()[1..];
                var capsule = to_dlpack(x, versioned);
                var y = from_dlpack(capsule);
                Assert.Equal((dtype, x.shape[0], x.stride(1)), (y.dtype, y.shape[0], y.stride(1)));
                y.zero_();
                Assert.False(x.to(@bool).any().item<bool>());
                Assert.Throws<InvalidOperationException>(() => from_dlpack(capsule));
            }
    }

    [Fact]
    public void An_export_outlives_its_tensor_until_the_deleter_is_called()
    {
        var (pointer, weak) = Export();
        Collect(() => false);
        var managed = (DLManagedTensor*)pointer;
        Assert.True(weak.IsAlive);
        Assert.Equal((DLDevice.Cpu, 2, 2L, 3L, 3L), (managed->Tensor.Device.Type, managed->Tensor.Rank, managed->Tensor.Sizes[0], managed->Tensor.Sizes[1], managed->Tensor.Strides[0]));
        Assert.Equal((2, 32, 1), (managed->Tensor.Type.Code, managed->Tensor.Type.Bits, managed->Tensor.Type.Lanes));
        Assert.Equal(5f, ((float*)managed->Tensor.Data)[5]);
        managed->Deleter(managed);
        Collect(() => !weak.IsAlive);
        Assert.False(weak.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static (nint, WeakReference) Export()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: float32).view(2, 3);
        return (to_dlpack(x).Release(), new(x.Storage));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_deleter_of_an_import_is_called_once(bool versioned)
    {
        s_deleted = 0;
        float[] data = GC.AllocateArray<float>(4, pinned: true);
        data[3] = 3;
        Use(data, versioned);
        Collect(() => s_deleted > 0);
        Collect(() => false);
        Assert.Equal(1, s_deleted);
        Assert.Equal(4, data[3]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Use(float[] data, bool versioned)
    {
        var x = from_dlpack(new dlpack.Capsule(Foreign(data, versioned), versioned));
        var view = x[1..];
        x.Dispose();
        view.add_(1);
        Collect(() => false);
        Assert.Equal(0, s_deleted);
        Assert.Equal(4, view[2].item<float>());
        Assert.Equal("Trying to resize storage that is not resizable", Assert.Throws<InvalidOperationException>(() => view.resize_(9)).Message);
    }

    /// <summary>A struct as another library makes it: sizes but no strides, and a byte offset.</summary>
    static nint Foreign(float[] data, bool versioned, byte code = 2, int device = DLDevice.Cpu, ushort lanes = 1, uint major = 1, ulong flags = 0)
    {
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)(sizeof(DLManagedTensorVersioned) + sizeof(long)));
        var sizes = (long*)(memory + sizeof(DLManagedTensorVersioned));
        sizes[0] = data.Length;
        var described = new DLTensor
        {
            Data = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(data)) - 8, ByteOffset = 8, Device = new() { Type = device }, Rank = 1,
            Type = new() { Code = code, Bits = 32, Lanes = lanes }, Sizes = sizes,
        };
        if (versioned) *(DLManagedTensorVersioned*)memory = new() { Major = major, Tensor = described, Deleter = &CountDeletion, Flags = flags };
        else *(DLManagedTensor*)memory = new() { Tensor = described, Deleter = &CountDeletion };
        return (nint)memory;
    }

    [Fact]
    public void What_nobody_takes_is_given_back_by_the_capsule()
    {
        s_deleted = 0;
        float[] data = GC.AllocateArray<float>(4, pinned: true);
        using (var capsule = new dlpack.Capsule(Foreign(data, false), false)) Assert.NotEqual(0, capsule.Pointer);
        Assert.Equal(1, s_deleted);
        foreach (var (pointer, versioned, message) in new[]
        {
            (Foreign(data, false, code: 3), false, "Unsupported kOpaqueHandle bits 32"), (Foreign(data, false, device: 2), false, "Unsupported device_type: 2"),
            (Foreign(data, false, lanes: 4), false, "ATen does not support lanes != 1"), (Foreign(data, true, major: 2), true, "Unsupported DLPack version 2.0"),
        })
        {
            using var capsule = new dlpack.Capsule(pointer, versioned);
            Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => from_dlpack(capsule)).Message);
        }
        Assert.Equal(5, s_deleted);
        Assert.Equal("Can't export tensors that require gradient, use tensor.detach()", Assert.Throws<InvalidOperationException>(() => to_dlpack(ones(1, requires_grad: true))).Message);
        RefuseToWrite(data);
        Collect(() => s_deleted > 5);
        Assert.Equal(6, s_deleted);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void RefuseToWrite(float[] data)
    {
        var readOnly = dlpack.from_dlpack(Foreign(data, true, flags: DLManagedTensorVersioned.ReadOnly), versioned: true);
        Assert.Equal("assignment destination is read-only", Assert.Throws<InvalidOperationException>(() => readOnly.zero_()).Message);
    }
}
