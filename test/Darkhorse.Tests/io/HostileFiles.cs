using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Darkhorse.IO;

namespace Darkhorse.Tests.Files;

/// <summary>Files that were damaged, or made to do harm: every reader says so, and asks for no more memory than the file is large.</summary>
public sealed class HostileFiles
{
    static byte[] Zip(byte[] pickle, params (string Name, byte[] Bytes)[] more)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in ((string, byte[])[])[("m/data.pkl", pickle), ("m/version", "3\n"u8.ToArray()), .. more])
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        return stream.ToArray();
    }

    static object? Load(byte[] bytes) => torch.load<object?>(new MemoryStream(bytes));

    static byte[] Pickle(string text) => [0x80, 2, .. Encoding.Latin1.GetBytes(text)];

    [Theory]
    [InlineData("cos\nsystem\nX\u0002\0\0\0id\x85R.", "os.system")]
    [InlineData("cposix\nsystem\nX\u0002\0\0\0id\x85R.", "posix.system")]
    [InlineData("cbuiltins\neval\nX\u0001\0\0\0" + "1\x85R.", "builtins.eval")]
    [InlineData("c__builtin__\nexec\nX\u0001\0\0\0" + "1\x85R.", "builtins.exec")]
    [InlineData("cbuiltins\ngetattr\n.", "builtins.getattr")]
    [InlineData("cbuiltins\n__import__\nX\u0002\0\0\0os\x85R.", "builtins.__import__")]
    [InlineData("csubprocess\nPopen\nX\u0002\0\0\0id\x85R.", "subprocess.Popen")]
    [InlineData("cSystem.Diagnostics\nProcess\n)R.", "System.Diagnostics.Process")]
    [InlineData("ctorch.nn.modules.linear\nLinear\n)\x81}b.", "torch.nn.modules.linear.Linear")]
    [InlineData("c__torch__\nModule\n)\x81}b.", "__torch__.Module")]
    [InlineData("\x8c\u0002os\x8c\u0006system\x93.", "os.system")]
    public void A_pickle_names_what_it_may_not_call(string pickle, string name)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(Zip(Pickle(pickle))));
        Assert.StartsWith($"Weights only load failed: Unsupported global: GLOBAL {name} was not an allowed global by default.", error.Message);
    }

    [Theory]
    [InlineData("(ios\nsystem\n.")] // INST
    [InlineData("(cos\nsystem\no.")] // OBJ
    [InlineData("\x82\u0001.")] // EXT1
    [InlineData("I1\n.")]
    [InlineData("N")]
    [InlineData(".")]
    [InlineData("t.")]
    [InlineData("h\u0005.")]
    [InlineData("j\xff\xff\xff\xff.")]
    [InlineData("N)R.")]
    [InlineData("K\u0001K\u0002R.")]
    [InlineData("}(K\u0001u.")]
    [InlineData("}](K\u0001u.")]
    [InlineData("}]K\u0001s.")] // a list as a key
    [InlineData("}NK\u0001s.")]
    [InlineData("K\u0001}b.")]
    [InlineData("X\xff\xff\xff\x7f" + "a.")]
    [InlineData("\x8d\xff\xff\xff\xff\xff\xff\xff\x7f" + "a.")]
    [InlineData("K\u0001Q.")]
    [InlineData(")Q.")]
    [InlineData("ctorch\nFloatStorage\n.")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.")]
    [InlineData("ctorch\ndevice\nX\u0002\0\0\0??\x85R.")]
    [InlineData("ccollections\nOrderedDict\n](K\u0001e\x85R.")]
    [InlineData("\x8f(]\x90.")]
    public void A_pickle_that_makes_no_sense_is_refused(string pickle) => Assert.Throws<InvalidDataException>(() => Load(Zip(Pickle(pickle))));

    [Fact]
    public void Nesting_has_an_end()
    {
        Assert.Throws<InvalidDataException>(() => Load(Zip(Pickle(new string('(', 100_000) + "."))));
        Assert.Throws<InvalidDataException>(() => Load(Zip(Pickle(")" + new string('\x85', 100_000) + "."))));
        Assert.Throws<InvalidDataException>(() => Load(Zip(Pickle(new string(']', 100_000) + new string('a', 99_999) + "."))));
    }

    static byte[] Tensor(long offset, long[] sizes, long[] strides, long count, string dtype = "Float")
    {
        static string Long(long n) => "\x8a\u0008" + Encoding.Latin1.GetString(BitConverter.GetBytes(n));
        static string Text(string text) => "X" + Encoding.Latin1.GetString(BitConverter.GetBytes(text.Length)) + text;
        static string Tuple(long[] n) => "(" + string.Concat(n.Select(Long)) + "t";
        string storage = $"({Text("storage")}ctorch\n{dtype}Storage\n{Text("0")}{Text("cpu")}{Long(count)}tQ";
        return Pickle($"ctorch._utils\n_rebuild_tensor_v2\n({storage}{Long(offset)}{Tuple(sizes)}{Tuple(strides)}\u0089ccollections\nOrderedDict\n)RtR.");
    }

    [Fact]
    public void A_tensor_stays_within_its_storage()
    {
        byte[] data = new byte[24];
        Assert.Equal([2L, 3L], ((Tensor)Load(Zip(Tensor(0, [2, 3], [3, 1], 6), ("m/data/0", data)))!).shape);
        foreach (var (offset, sizes, strides, count) in new (long, long[], long[], long)[]
        {
            (1, [2, 3], [3, 1], 6), (-1, [1], [1], 6), (7, [0], [1], 6), (0, [2], [-1], 6), (0, [-1], [1], 6), (0, [2, 2], [1], 6), (0, [long.MaxValue, 3], [1, 1], 6),
            (0, [2], [long.MaxValue], 6), (long.MaxValue, [2], [long.MaxValue], 6), (0, [long.MaxValue, long.MaxValue, 0], [1, 1, 1], 6), (0, [6], [1], 5), (0, [6], [1], 7), (0, [6], [1], -1), (0, [6], [1], long.MaxValue),
            (0, new long[65], new long[65], 6),
        })
            Assert.Throws<InvalidDataException>(() => Load(Zip(Tensor(offset, sizes, strides, count), ("m/data/0", data))));
        Assert.Throws<InvalidDataException>(() => Load(Zip(Tensor(0, [6], [1], 6))));
    }

    [Fact]
    public void Bytes_of_the_other_order_are_swapped()
    {
        byte[] data = new byte[8];
        BinaryPrimitives.WriteSingleBigEndian(data, 1.5f);
        BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(4), -2);
        var x = (Tensor)Load(Zip(Tensor(0, [2], [1], 2), ("m/data/0", data), ("m/byteorder", "big"u8.ToArray())))!;
        Assert.Equal([1.5f, -2f], x.ToArray<float>());
        Assert.Throws<InvalidDataException>(() => Load(Zip(Tensor(0, [2], [1], 2), ("m/data/0", data), ("m/byteorder", "odd"u8.ToArray()))));
        Assert.Equal([true, true, false], ((Tensor)Load(Zip(Tensor(0, [3], [1], 3, "Bool"), ("m/data/0", [1, 7, 0])))!).ToArray<bool>());
    }

    [Fact]
    public void Compressed_archives_are_read_and_those_that_grow_beyond_reason_are_not()
    {
        static byte[] Deflated(long size, int declared = 0)
        {
            using var stream = new MemoryStream();
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
                foreach (var (name, bytes) in new[] { ("m/data.pkl", Tensor(0, [size], [1], size, "Byte")), ("m/version", "3\n"u8.ToArray()), ("m/data/0", new byte[size]) })
                {
                    using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                    entry.Write(bytes);
                }
            byte[] archive = stream.ToArray();
            if (declared > 0) // the size in the directory, its last entry
                BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(archive.AsSpan().LastIndexOf("PK\x01\x02"u8) + 24), declared);
            return archive;
        }
        Assert.Equal(5000, ((Tensor)Load(Deflated(5000))!).numel());
        Assert.Throws<InvalidDataException>(() => Load(Deflated(5000, 2_000_000_000)));
        Assert.Throws<InvalidDataException>(() => Load(Deflated(5000, 5001)));
    }

    [Fact]
    public void Archives_that_are_not_plain_are_refused()
    {
        byte[] pickle = Pickle("N.");
        Assert.Null(Load(Zip(pickle)));
        Assert.Throws<InvalidDataException>(() => Load(Zip(pickle, ("m/version", "3"u8.ToArray())))); // twice
        using var other = new MemoryStream();
        using (var zip = new ZipArchive(other, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("readme");
        Assert.Throws<InvalidDataException>(() => Load(other.ToArray()));
        foreach (string text in (string[])["", "PK", "PK\x03\x04", "hello world, this is no file of torch", "{}"]) Assert.Throws<InvalidDataException>(() => Load(Encoding.Latin1.GetBytes(text)));
    }

    /// <summary>A module m of one list, as TorchScript has it: its classes are in the archive, and are not looked at.</summary>
    [Fact]
    public void Weights_of_TorchScript_are_found_by_their_attributes()
    {
        string tensor = Encoding.Latin1.GetString(Tensor(0, [2], [1], 2)[2..^1]);
        byte[] pickle = Pickle("c__torch__.nn.___torch_mangle_0\nNet\n)\u0081}(X\u0001\0\0\0mc__torch__\nLeaf\n)\u0081}(X\u0001\0\0\0w](" + tensor + "e" + "X\u0001\0\0\0nK\u0001ubX\u0008\0\0\0training\u0088ub.");
        (string, byte[])[] more = [("m/data/0", [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]), ("m/constants.pkl", Pickle(").")), ("m/code/__torch__.py", "import os"u8.ToArray())];
        var state = torch.load<Dictionary<string, Tensor>>(new MemoryStream(Zip(pickle, more)));
        Assert.Equal([1f, 2f], Assert.Single(state, entry => entry.Key == "m.w.0").Value.ToArray<float>());
        Assert.Throws<InvalidDataException>(() => Load(Zip(Pickle("cos\nsystem\nX\u0002\0\0\0id\u0085R."), more)));
        byte[] lone = Pickle("c__torch__\nModule\n)\u0081}X\u0001\0\0\0" + "0" + tensor + "sb.");
        Assert.Equal([1f, 2f], torch.load<Tensor>(new MemoryStream(Zip(lone, more))).ToArray<float>());
    }

    static byte[] Saved()
    {
        using var stream = new MemoryStream();
        torch.save(new Dictionary<string, object?> { ["model"] = new Dictionary<string, Tensor> { ["w"] = ones(3, 2), ["b"] = arange(2) }, ["epoch"] = 3L, ["list"] = new List<object?> { 1.5, "x", true } }, stream);
        return stream.ToArray();
    }

    /// <summary>The smallest file of the old form: a tensor of two floats.</summary>
    static byte[] Legacy()
    {
        byte[] tensor = Tensor(0, [2], [1], 2);
        return [.. TorchLegacy.Start, 0x80, 2, (byte)'M', 0xe9, 3, (byte)'.', 0x80, 2, (byte)'}', (byte)'.', .. tensor, .. Pickle("](X\u0001\0\0\0" + "0e."), 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40];
    }

    [Fact]
    public void The_old_form_is_read() => Assert.Equal([1f, 2f], ((Tensor)Load(Legacy())!).ToArray<float>());

    static byte[] Safetensors() => torch.safetensors.save(new Dictionary<string, Tensor> { ["w"] = ones(3, 2), ["b"] = arange(2) }, new Dictionary<string, string> { ["a"] = "b" });

    static byte[] Dat()
    {
        using var stream = new MemoryStream();
        nn.LayerNorm(3).save(stream);
        return stream.ToArray();
    }

    static byte[] Npy()
    {
        using var folder = new Folder();
        torch.save_npy(folder["a.npy"], ones(3, 2));
        return File.ReadAllBytes(folder["a.npy"]);
    }

    static readonly (byte[] Bytes, Action<byte[]> Read)[] s_formats =
    [
        (Saved(), bytes => Load(bytes)),
        (Saved(), bytes => OnDisk(bytes, path => torch.load<object?>(path, mmap: true))),
        (Legacy(), bytes => Load(bytes)),
        (Safetensors(), bytes => torch.safetensors.load(bytes)),
        (Dat(), bytes => nn.LayerNorm(3).load(new MemoryStream(bytes))),
        (Safetensors(), bytes => OnDisk(bytes, path => torch.safetensors.load_file(path, mmap: true))),
        (GgufTests.File(0, [2], new byte[8]), bytes => OnDisk(bytes, path => torch.gguf.load_file(path))),
        (Npy(), bytes => OnDisk(bytes, path => torch.load_npy(path))),
    ];

    static void OnDisk(byte[] bytes, Action<string> read)
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["f"], bytes);
        read(folder["f"]);
    }

    /// <summary>A few bytes changed, and perhaps the end cut off.</summary>
    static readonly Gen<(int Format, (int At, byte Value)[] Changes, int Cut)> s_damage = Gen.Select(Gen.Int[0, s_formats.Length - 1], Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[0, 4], Gen.Int[0, 3000]);

    [Fact]
    public void Random_damage_is_noticed_or_harmless() => s_damage.Sample(damage =>
    {
        var (bytes, read) = s_formats[damage.Format];
        byte[] damaged = bytes[..(damage.Cut < bytes.Length && damage.Cut % 3 == 0 ? bytes.Length - damage.Cut : bytes.Length)];
        foreach (var (at, value) in damage.Changes)
            if (damaged.Length > 0) damaged[at % damaged.Length] = value;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(damaged);
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
        }
        catch (InvalidOperationException error) when (error.Message.StartsWith("Error(s) in loading state_dict", StringComparison.Ordinal))
        {
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }, iter: 1500, threads: 1);
}
