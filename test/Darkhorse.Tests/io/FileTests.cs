using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Darkhorse.IO;

namespace Darkhorse.Tests.Files;

/// <summary>A folder for the files of one test.</summary>
sealed class Folder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("darkhorse-test-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string[] Names => [.. _folder.EnumerateFileSystemInfos().Select(f => f.Name)];

    public void Dispose() => _folder.Delete(recursive: true);
}

public sealed class SafetensorsTests
{
    static byte[] File(string header, params byte[] data)
    {
        byte[] bytes = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        data.CopyTo(bytes, 8 + header.Length);
        return bytes;
    }

    [Fact]
    public void One_tensor_has_the_bytes_of_the_reference_implementation()
    {
        byte[] expected = Convert.FromHexString("3800000000000000" + "7b2261223a7b226474797065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b302c385d7d7d2020" + "0000803f00000040");
        var tensors = new Dictionary<string, Tensor> { ["a"] = tensor(new float[] { 1, 2 }) };
        Assert.Equal(expected, torch.safetensors.save(tensors));
        Assert.Equal([1f, 2], torch.safetensors.load(expected)["a"].ToArray<float>());
    }

    [Fact]
    public void Every_dtype_comes_back()
    {
        using var folder = new Folder();
        ScalarType[] dtypes = [@bool, uint8, int8, int16, int32, int64, uint16, uint32, uint64, float16, bfloat16, float32, float64, complex64];
        var tensors = dtypes.ToDictionary(dtype => dtype.ToString(), dtype => tensor(new double[] { 0, 1, 2, 3, 4, 5 }).to(dtype).view(2, 3));
        tensors["0-dim"] = tensor(3.5f);
        tensors["empty"] = zeros([0, 2]);
        tensors["transposed \"ü\""] = arange(6, dtype: float32).view(2, 3).t();
        torch.safetensors.save_file(tensors, folder["a.safetensors"], new Dictionary<string, string> { ["who"] = "é" });
        var read = torch.safetensors.load_file(folder["a.safetensors"], out var metadata);
        Assert.Equal("é", metadata["who"]);
        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        foreach (var (name, expected) in tensors)
        {
            Assert.Equal((expected.dtype, string.Join(',', expected.shape)), (read[name].dtype, string.Join(',', read[name].shape)));
            Assert.Equal(expected.to(complex128).contiguous().ToArray<System.Numerics.Complex>(), read[name].to(complex128).ToArray<System.Numerics.Complex>());
        }
        Assert.Equal(["a.safetensors"], folder.Names);
    }

    [Theory]
    [InlineData("""[]""", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}}""", 7)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4)]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6)]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""", 5)]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807,3],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"a":{"dtype":"X9","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"strides":[1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"__metadata__":{"a":1}}""", 0)]
    [InlineData("""{"a":""", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1)]
    public void Files_that_break_a_rule_are_refused(string header, int bytes)
        => Assert.Throws<InvalidDataException>(() => torch.safetensors.load(File(header, new byte[bytes])));

    [Fact]
    public void Damaged_lengths_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => torch.safetensors.load([1, 2, 3]));
        Assert.Throws<InvalidDataException>(() => torch.safetensors.load(BitConverter.GetBytes(ulong.MaxValue)));
        Assert.Throws<InvalidDataException>(() => torch.safetensors.load(BitConverter.GetBytes(50UL)));
        Assert.Throws<NotSupportedException>(() => torch.safetensors.load(File("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 0)));
        Assert.Throws<NotSupportedException>(() => torch.safetensors.save(new Dictionary<string, Tensor> { ["z"] = zeros([1], complex128) }));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void An_index_gathers_several_files(bool mmap)
    {
        using var folder = new Folder();
        torch.safetensors.save_file(new Dictionary<string, Tensor> { ["a"] = ones(2), ["flag"] = tensor([true, false, true]) }, folder["1.safetensors"]);
        torch.safetensors.save_file(new Dictionary<string, Tensor> { ["b"] = arange(3), ["unused"] = zeros(1), ["empty"] = zeros(0) }, folder["2.safetensors"]);
        Dictionary<string, Tensor> Load(string index)
        {
            System.IO.File.WriteAllText(folder["model.safetensors.index.json"], index);
            return torch.safetensors.load_file(folder["model.safetensors.index.json"], mmap: mmap);
        }
        var read = Load("""{"metadata":{"total_size":1},"weight_map":{"a":"1.safetensors","b":"2.safetensors","flag":"1.safetensors","empty":"2.safetensors"}}""");
        Assert.Equal(["a", "b", "empty", "flag"], read.Keys.Order());
        Assert.Equal([0L, 1, 2], read["b"].ToArray<long>());
        Assert.Equal([true, false, true], read["flag"].ToArray<bool>());
        read["a"].zero_();
        var module = nn.LayerNorm(2);
        torch.safetensors.save_file(module.state_dict(), folder["3.safetensors"]);
        System.IO.File.WriteAllText(folder["m.json"], """{"weight_map":{"weight":"1.safetensors"}}""");
        Assert.Throws<InvalidDataException>(() => module.load(folder["m.json"]));
        System.IO.File.WriteAllText(folder["m.json"], """{"weight_map":{"weight":"3.safetensors","bias":"3.safetensors"}}""");
        module.load(folder["m.json"]);
        Assert.Equal([1f, 1], torch.safetensors.load_file(folder["1.safetensors"])["a"].ToArray<float>());
        string outside = Path.Combine("..", Path.GetFileName(Path.GetDirectoryName(folder["x"])!), "1.safetensors").Replace('\\', '/');
        foreach (string index in new[] { "[]", "{", "{}", """{"weight_map":[]}""", """{"weight_map":{"a":1}}""", """{"weight_map":{"a":"2.safetensors"}}""", $$"""{"weight_map": {"a": "{{outside}}"} }""", """{"weight_map":{"a":".."}}""" })
            Assert.Throws<InvalidDataException>(() => Load(index));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new Folder();
        torch.safetensors.save_file(new Dictionary<string, Tensor> { ["a"] = ones([2]) }, folder["m"]);
        Assert.ThrowsAny<Exception>(() => torch.safetensors.save_file(new Dictionary<string, Tensor> { ["a"] = zeros([1], complex128) }, folder["m"]));
        Assert.Equal([1f, 1], torch.safetensors.load_file(folder["m"])["a"].ToArray<float>());
        Assert.Equal(["m"], folder.Names);
    }
}

public sealed class ModuleFileTests
{
    sealed class Pair : torch.nn.Module
    {
        public readonly Modules.Parameter First, Second, Tied;

        public Pair() : base("Pair")
        {
            (First, Second) = (new(ones([2, 3])), new(zeros([4])));
            Tied = First;
            register_parameter("first", First);
            register_parameter("second", Second);
            register_parameter("tied", Tied);
        }
    }

    [Fact]
    public void A_module_comes_back_and_shared_tensors_are_written_once()
    {
        using var folder = new Folder();
        Pair one = new(), two = new();
        using (no_grad()) one.First.fill_(7);
        one.save(folder["m.safetensors"]);
        Assert.Equal(2, torch.safetensors.load_file(folder["m.safetensors"], out var metadata).Count);
        Assert.Equal("first", metadata["tied"]);
        var loaded = new Dictionary<string, bool>();
        two.load(folder["m.safetensors"], loadedParameters: loaded);
        Assert.All(two.First.ToArray<float>(), x => Assert.Equal(7f, x));
        Assert.All(loaded.Values, Assert.True);
        one.save(folder["n"], skip: ["second"]);
        Assert.Throws<InvalidOperationException>(() => two.load(folder["n"]));
        two.load(folder["n"], strict: false);
    }

    [Fact]
    public void Other_names_hold_the_format_of_TorchSharp()
    {
        var module = new Parts(("w", tensor(new[] { 1f, -2f }).view(1, 2)), ("n", tensor(300L)));
        using var stream = new MemoryStream();
        module.save(stream);
        byte[] expected = [2, 1, (byte)'w', 6, 2, 1, 2, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, (byte)'n', 4, 0, 0x2c, 1, 0, 0, 0, 0, 0, 0];
        Assert.Equal(expected, stream.ToArray());

        var other = new Parts(("w", zeros(1, 2)), ("n", tensor(0L)));
        stream.Position = 0;
        other.load(stream);
        Assert.Equal([1f, -2f], other.get_buffer("w")!.ToArray<float>());
        Assert.Equal(300L, other.get_buffer("n")!.item<long>());
        Assert.Throws<EndOfStreamException>(() => other.load(new MemoryStream(expected[..3])));
        Assert.Throws<InvalidDataException>(() => other.load(new MemoryStream(expected[..^1])));
        Assert.Throws<InvalidDataException>(() => other.load(new MemoryStream([1, 1, (byte)'w', 8, 0])));
    }

    sealed class Parts : nn.Module
    {
        public Parts(params (string Name, Tensor Value)[] buffers) : base("Parts")
        {
            foreach (var (name, value) in buffers) register_buffer(name, value);
        }
    }
}

public sealed class IdxTests
{
    static byte[] Small(params byte[] rest) => [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, .. rest];

    static void With(byte[] bytes, bool gzip, Action<string> test)
    {
        using var folder = new Folder();
        using (Stream stream = gzip ? new GZipStream(System.IO.File.Create(folder["f"]), CompressionLevel.Fastest) : System.IO.File.Create(folder["f"])) stream.Write(bytes);
        test(folder["f"]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Elements_and_sizes_are_read(bool gzip) => With(Small(1, 2, 3, 4, 5, 6), gzip, path =>
    {
        var x = Idx.Read(path);
        Assert.Equal([2L, 3], x.shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], x.ToArray<byte>());
    });

    [Fact]
    public void Numbers_are_big_endian() => With([0, 0, 0x0C, 1, 0, 0, 0, 1, 0, 0, 1, 2], false, path => Assert.Equal([258], Idx.Read(path).ToArray<int>()));

    [Theory, InlineData(false), InlineData(true)]
    public void Damaged_files_are_refused(bool gzip)
    {
        foreach (byte[] bytes in new byte[][] { [], [0, 0, 8], Small(1, 2, 3), Small(1, 2, 3, 4, 5, 6, 7), [1, 0, 8, 1, 0, 0, 0, 0], [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0], [0, 0, 0x0A, 1, 0, 0, 0, 0] })
            With(bytes, gzip, path => Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Idx.Read(path)).Message));
        With([0x1F, 0x8B, 8, 0, 1, 2, 3], false, path => Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => Idx.Read(path)).Message));
    }
}
