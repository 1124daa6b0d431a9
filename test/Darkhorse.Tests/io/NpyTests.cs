using System.IO.Compression;
using System.Text;

namespace Darkhorse.Tests.Files;

public sealed class NpyTests
{
    [Fact]
    public void Arrays_come_back()
    {
        using var folder = new Folder();
        ScalarType[] dtypes = [@bool, uint8, int8, int16, int32, int64, uint16, uint32, uint64, float16, float32, float64, complex64, complex128];
        var arrays = dtypes.ToDictionary(dtype => dtype.ToString(), dtype => arange(6, dtype: float64).to(dtype).view(2, 3));
        arrays["vector"] = arange(3);
        arrays["0-dim"] = tensor(1.5);
        arrays["empty"] = zeros([0, 3]);
        save_npz(folder["a.npz"], arrays);
        save_npz(folder["b.npz"], arrays, compressed: true);
        foreach (string file in new[] { "a.npz", "b.npz" })
        {
            var read = load_npz(folder[file]);
            foreach (var (name, expected) in arrays)
            {
                Assert.Equal((expected.dtype, string.Join(',', expected.shape)), (read[name].dtype, string.Join(',', read[name].shape)));
                Assert.Equal(expected.to(complex128).ToArray<System.Numerics.Complex>(), read[name].to(complex128).ToArray<System.Numerics.Complex>());
            }
        }
        save_npy(folder["c.npy"], arange(4).view(2, 2).t());
        Assert.Equal([0L, 2, 1, 3], load_npy(folder["c.npy"]).ToArray<long>());
    }

    static byte[] Bytes(string header, params byte[] data) => [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header), .. data];

    static Tensor Load(byte[] bytes)
    {
        using var folder = new Folder();
        System.IO.File.WriteAllBytes(folder["x"], bytes);
        return load_npy(folder["x"]);
    }

    [Fact]
    public void Other_layouts_are_read()
    {
        Assert.Equal([1, 3, 5, 2, 4, 6], Load(Bytes("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", 1, 2, 3, 4, 5, 6)).ToArray<byte>());
        Assert.Equal([258], Load(Bytes("{\"shape\":(1,),'descr':'>i2','fortran_order':False}\n", 1, 2)).to(int32).ToArray<int>());
    }

    [Theory]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,), }")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, }")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': 1}")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}")]
    [InlineData("__import__('os')")]
    public void Damaged_headers_are_refused(string header) => Assert.Throws<InvalidDataException>(() => Load(Bytes(header, 1, 2)));

    [Fact]
    public void Later_versions_and_either_order_are_read()
    {
        foreach (byte version in new byte[] { 1, 2, 3 })
        {
            byte[] header = Encoding.Latin1.GetBytes("{'descr': '>i4', 'fortran_order': True, 'shape': (2, 2), }  \n");
            byte[] length = version == 1 ? [(byte)header.Length, 0] : [(byte)header.Length, 0, 0, 0];
            var x = Load([0x93, .. "NUMPY"u8, version, 0, .. length, .. header, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]);
            Assert.Equal([1, 3, 2, 4], x.ToArray<int>());
            Assert.Equal([1, 2], x.stride());
        }
        Assert.Throws<InvalidDataException>(() => Load([0x93, .. "NUMPY"u8, 4, 0, 0, 0]));
        Assert.Throws<InvalidDataException>(() => Load([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]));
        Assert.Throws<InvalidDataException>(() => Load(Bytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({string.Concat(Enumerable.Repeat("1, ", 65))}), }}", 1)));
    }

    [Fact]
    public void A_transposed_tensor_is_written_in_the_order_of_its_memory()
    {
        using var folder = new Folder();
        var x = arange(24).view(2, 3, 4);
        foreach (var (array, fortran) in new[] { (x, false), (x.permute(2, 1, 0), true), (x.permute(0, 2, 1), false), (x[.., .., 0], false), (arange(5), false), (tensor(3L), false), (zeros([0, 2], int64).t(), false) })
        {
            np.save(folder["a"], array);
            Assert.Contains($"'fortran_order': {(fortran ? "True" : "False")}", Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(folder["a.npy"])));
            Assert.True(equal(array, np.load(folder["a.npy"])));
        }
        Assert.Equal(["a.npy"], folder.Names);
    }

    [Fact]
    public void Archives_have_names_or_numbers()
    {
        using var folder = new Folder();
        np.savez(folder["a"], arange(2), ones(3));
        Assert.Equal(["arr_0", "arr_1"], load_npz(folder["a.npz"]).Keys);
        np.savez_compressed(folder["b.npz"], ("x", zeros(1000)), ("y", ones(1)));
        Assert.Equal(1000, load_npz(folder["b.npz"])["x"].numel());
        Assert.True(new FileInfo(folder["b.npz"]).Length < 1000);
        Assert.Throws<ArgumentException>(() => np.savez(folder["b.npz"], ("x", ones(1)), ("x", ones(1))));
        Assert.Equal(2, load_npz(folder["b.npz"]).Count);
        Assert.Contains("load_npz", Assert.Throws<InvalidDataException>(() => np.load(folder["a.npz"])).Message);
    }

    [Fact]
    public void A_mapped_file_is_the_memory_of_its_tensor()
    {
        using var folder = new Folder();
        string file = folder["m.npy"];
        np.save(file, arange(10_000, float64).view(100, 100).t());
        var read = np.load(file, mmap_mode: "r");
        var copied = np.load(file, mmap_mode: "c");
        var written = np.load(file, mmap_mode: "r+");
        Assert.Equal([1, 100], written.stride());
        Assert.Equal(200, read[0, 2].item<double>());
        written[0, 2] = tensor(-1.0);
        copied[0, 3] = tensor(-2.0);
        Assert.Equal(-1, read[0, 2].item<double>());
        Assert.Equal(-2, copied[0, 3].item<double>());
        Assert.Equal([100, -1, 300], np.load(file)[0, 1..4].ToArray<double>());
        Assert.Equal("assignment destination is read-only", Assert.Throws<InvalidOperationException>(() => read.add_(1)).Message);
        Assert.Equal("assignment destination is read-only", Assert.Throws<InvalidOperationException>(() => read[0] = ones(100, float64)).Message);
        read.as_strided([10_000], [1]).AsSpan<double>()[0] = 9; // goes round the ops; the file stays as it is
        Assert.Equal(0, np.load(file)[0, 0].item<double>());
        Assert.Equal("Trying to resize storage that is not resizable", Assert.Throws<InvalidOperationException>(() => written.resize_(10_001)).Message);
        Assert.Throws<ArgumentException>(() => np.load(file, mmap_mode: "w"));
        np.save(file, zeros([0, 3]));
        Assert.Equal([0L, 3], np.load(file, mmap_mode: "r+").shape);
    }

    [Fact]
    public void A_mapped_file_outlives_its_first_tensor()
    {
        using var folder = new Folder();
        np.save(folder["m.npy"], arange(5000, float32));
        Tensor View() => np.load(folder["m.npy"], "r")[4000..];
        var view = View();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(4999, view[^1].item<float>());
    }

    [Theory]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }")]
    [InlineData("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }")]
    public void A_damaged_file_is_not_mapped(string header)
    {
        using var folder = new Folder();
        System.IO.File.WriteAllBytes(folder["x"], Bytes(header, 1, 2));
        Assert.Throws<InvalidDataException>(() => np.load(folder["x"], "r"));
    }

    [Fact]
    public void Pickled_objects_are_never_read()
        => Assert.Contains("pickled", Assert.Throws<NotSupportedException>(() => Load(Bytes("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 1, 2))).Message);

    [Theory]
    [InlineData("{'descr': [('a', '<f4'), ('b', '<i8')], 'fortran_order': False, 'shape': (1,), }", "structured")]
    [InlineData("{'descr': '|S5', 'fortran_order': False, 'shape': (1,), }", "'|S5'")]
    [InlineData("{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }", "'<M8[ns]'")]
    [InlineData("{'descr': '|V2', 'fortran_order': False, 'shape': (1,), }", "'|V2'")]
    public void Dtypes_that_no_tensor_has_are_refused(string header, string named) => Assert.Contains(named, Assert.Throws<NotSupportedException>(() => Load(Bytes(header, 1, 2))).Message);
}
