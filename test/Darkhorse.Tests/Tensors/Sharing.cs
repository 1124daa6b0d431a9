using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkhorse.Tests.Tensors;

/// <summary>.NET data and tensors on the same memory.</summary>
public sealed class Sharing
{
    [Fact]
    public void An_array_and_its_tensor_see_each_others_changes()
    {
        float[] array = [1, 2, 3];
        var x = from_array(array);
        array[1] = 20;
        Assert.Equal([1, 20, 3], x.ToArray<float>());
        x.add_(1);
        Assert.Equal([2, 21, 4], array);
        var matrix = new double[2, 3];
        var y = from_array(matrix);
        Assert.Equal([2L, 3], y.shape);
        matrix[1, 2] = 5;
        y.select(0, 0).fill_(7);
        Assert.Equal([7, 7, 7, 0, 0, 5], y.ToArray<double>());
        Assert.Equal(7, matrix[0, 1]);
        Assert.Equal([7, 7, 7, 0, 0, 5], as_tensor(matrix).ToArray<double>());
        var cube = new bool[1, 2, 2];
        from_array(cube).fill_(true);
        Assert.True(cube[0, 1, 1]);
    }

    [Fact]
    public void Another_dtype_and_tensor_copy()
    {
        int[] array = [1, 2];
        Tensor[] copies = [tensor(array), from_array(array, float32), as_tensor(array, dtype: int64), tensor(new[,] { { 1, 2 } })];
        array[0] = 9;
        foreach (var x in copies) Assert.Equal(3, x.sum().item<int>());
    }

    [Fact]
    public void Buffers_are_read_as_any_dtype()
    {
        byte[] bytes = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 1]; // 1f, 2f, 1
        var x = frombuffer(bytes, float32, count: 2);
        Assert.Equal([1, 2], x.ToArray<float>());
        x.mul_(2);
        Assert.Equal(0x40, bytes[3]);
        Assert.Equal([4f], frombuffer(bytes, float32, count: 1, offset: 4).ToArray<float>());
        Assert.Equal([(short)0x4000], frombuffer(bytes, int16, count: 1, offset: 2).ToArray<short>());
        frombuffer(bytes, float32, count: 1, offset: 5).fill_(0); // at no multiple of four bytes
        Assert.Equal([0, 0, 0, 0x40, 0, 0, 0, 0, 0], bytes);
        Assert.Throws<ArgumentException>(() => frombuffer(bytes, float32));
        Assert.Throws<ArgumentException>(() => frombuffer(bytes, float32, count: 3));
        Assert.Throws<ArgumentException>(() => frombuffer(Array.Empty<byte>(), uint8));
    }

    [Fact]
    public unsafe void Memory_of_every_kind_is_shared()
    {
        int[] array = [1, 2, 3, 4, 5];
        var slice = from_memory(array.AsMemory(1, 4), 2, 2);
        slice.select(0, 1).fill_(0);
        Assert.Equal([1, 2, 3, 0, 0], array);
        Assert.Equal(1, slice.storage_offset());

        var owner = zeros(2000, int32);
        from_memory(owner.AsMemory<int>(), 2000).fill_(3);
        Assert.Equal(6000, owner.sum().item<long>());

        int freed = 0;
        UseBlob(() => freed++);
        for (int i = 0; i < 10 && freed == 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(1, freed);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static unsafe void UseBlob(Action freed)
    {
        nint data = (nint)NativeMemory.AllocZeroed(16);
        var x = from_blob(data, [4], float32, p =>
        {
            NativeMemory.Free((void*)p);
            freed();
        });
        x.add_(1);
        Assert.Equal(4f, x.sum().item<float>());
    }

    [Fact]
    public void Memory_stays_valid_while_a_tensor_or_an_array_is_left()
    {
        var views = new List<Tensor>();
        var arrays = new List<float[]>();
        for (int i = 0; i < 200; i++) Fill(views, arrays, i);
        for (int i = 0; i < 3; i++) GC.Collect();
        GC.WaitForPendingFinalizers();
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(i, views[i].select(0, 0).item<float>());
            Assert.Equal(i, arrays[i][1]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Fill(List<Tensor> views, List<float[]> arrays, int i)
    {
        views.Add(from_array(new float[3, 50]).fill_(i).select(0, 1));
        var array = new float[100];
        from_array(array).fill_(i);
        arrays.Add(array);
        from_memory(new Segment(i).Memory, 100).add_(1);
    }

    sealed class Segment(int value) : MemoryManager<float>
    {
        readonly float[] _data = Enumerable.Repeat((float)value, 100).ToArray();

        public override Span<float> GetSpan() => _data;
        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            var handle = GCHandle.Alloc(_data, GCHandleType.Pinned);
            return new((float*)handle.AddrOfPinnedObject() + elementIndex, handle);
        }

        public override void Unpin() { }
        protected override void Dispose(bool disposing) { }
    }
}
