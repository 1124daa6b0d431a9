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

    [Fact]
    public void Arrays_of_every_rank_are_shared_and_jagged_ones_copied()
    {
        var square = new int[2, 2];
        var cube = new short[2, 2, 2];
        var deep = new double[1, 2, 1, 2];
        foreach (var array in new Array[] { square, cube, deep }) from_array(array).fill_(3);
        square[0, 1] = 7;
        Assert.Equal([3, 7, 3, 3], from_array(square).ToArray<int>());
        Assert.Equal(3, cube[1, 0, 1]);
        Assert.Equal(3.0, deep[0, 1, 0, 1]);
        int[][] jagged = [[1, 2], [3, 4]];
        from_array(jagged).fill_(0);
        Assert.Equal([3, 4], jagged[1]);
    }

    [Fact]
    public void Memory_that_is_shared_is_not_resized()
    {
        float[] array = [1, 2, 3, 4];
        var x = from_array(array);
        Assert.Equal("Trying to resize storage that is not resizable", Assert.Throws<InvalidOperationException>(() => x.resize_(5)).Message);
        Assert.Equal("Trying to resize storage that is not resizable", Assert.Throws<InvalidOperationException>(() => add(ones(8), ones(8), @out: x)).Message);
        Assert.Equal("Trying to resize storage that is not resizable", Assert.Throws<InvalidOperationException>(() => from_array(new int[2, 2]).resize_(9)).Message);
        Assert.Equal([1, 2, 3, 4], x.ToArray<float>());
        x.resize_(2, 1).fill_(0);
        Assert.Equal([0, 0, 3, 4], array);
        add(ones(2, 2), 1, @out: x.resize_(2, 2));
        Assert.Equal([2, 2, 2, 2], array);
    }

    [Fact]
    public void Memory_of_the_librarys_own_is_resized_and_keeps_its_elements()
    {
        foreach (int count in new[] { 3, 3000 })
        {
            var x = arange(count);
            var view = x[1..];
            Assert.Same(x, x.resize_(count + 1000));
            Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), x[..count].ToArray<long>());
            Assert.Equal(count - 1, view.numel());
            x.Dispose();
            Assert.Equal(1, view[0].item<long>());
        }
        Assert.Equal([2L, 3], zeros(7).resize_as_(ones(2, 3)).shape);
        Assert.Equal("cannot resize variables that require grad", Assert.Throws<InvalidOperationException>(() => ones(2, requires_grad: true).resize_(3)).Message);
        Assert.Contains("negative dimension", Assert.Throws<InvalidOperationException>(() => ones(2).resize_(-1)).Message);
    }

    [Fact]
    public unsafe void Pointers_have_strides_and_owners()
    {
        float[] array = GC.AllocateArray<float>(6, pinned: true);
        fixed (float* data = array)
        {
            var transposed = from_blob((nint)data, [3, 2], [1, 3], float32, owner: array);
            transposed[2, 1] = 5f;
            Assert.Equal(5f, array[5]);
            Assert.Throws<ArgumentException>(() => from_blob((nint)array.Length, [3], [-1], float32));
        }
        Assert.Throws<ArgumentException>(() => from_blob(0, [3], float32));
        Assert.Equal(0, from_blob(0, [0, 3], float32).numel());
        var (view, weak) = View();
        Collect();
        Assert.True(weak.IsAlive);
        Assert.Equal([2, 2], view.ToArray<float>());
        GC.KeepAlive(view);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static unsafe (Tensor, WeakReference) View()
    {
        float[] owner = GC.AllocateArray<float>(3, pinned: true);
        fixed (float* data = owner) return (from_blob((nint)data, [3], float32, owner: owner).fill_(2)[1..], new(owner));
    }

    [Fact]
    public void What_is_given_to_NET_outlives_the_tensor()
    {
        var memories = Enumerable.Range(0, 50).Select(MemoryOf).ToList();
        Collect();
        for (int i = 0; i < 50; i++) Assert.Equal(i, memories[i].Span[1999]);
        for (int i = 0; i < 50; i++) Assert.Equal(i, from_memory(memories[i], 2000).sum().item<float>() / 2000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Memory<float> MemoryOf(int value) => full([2000], value, float32).AsMemory<float>();

    static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        zeros(100_000).fill_(-1); // takes up whatever was given back by mistake
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
