using System.IO.Compression;
using System.Numerics;
using Darkhorse.Modules;

namespace Darkhorse.Tests.Files;

/// <summary>Files of torch.save. That files of PyTorch's own are read right is for the golden cases to say.</summary>
public sealed class TorchFileTests
{
    static readonly ScalarType[] s_dtypes = [@bool, uint8, int8, int16, int32, int64, uint16, uint32, uint64, float16, bfloat16, float32, float64, complex64, complex128];

    static T Again<T>(T value)
    {
        using var stream = new MemoryStream();
        torch.save(value, stream);
        stream.Position = 0;
        return torch.load<T>(stream);
    }

    public static TheoryData<ScalarType> DTypes() => [.. s_dtypes];

    [Theory, MemberData(nameof(DTypes))]
    public void Every_dtype_and_layout_comes_back(ScalarType dtype)
    {
        var x = arange(24, dtype: float32).to(dtype).view(2, 3, 4);
        Tensor[] layouts = [x, x.transpose(0, 2), x[1], x.select(0, 1).slice(1, 0, 4, 2), x[0, 0, 0].expand(2, 5), x.slice(0, 2, 2, 1), x.unfold(2, 2, 1)];
        var read = Again(layouts.Cast<object?>().ToList());
        for (int i = 0; i < layouts.Length; i++)
        {
            var y = (Tensor)read[i]!;
            Assert.Equal((dtype, layouts[i].storage_offset()), (y.dtype, y.storage_offset()));
            Assert.Equal(layouts[i].shape, y.shape);
            Assert.Equal(layouts[i].stride(), y.stride());
            Assert.True(layouts[i].to(complex128).equal(y.to(complex128)));
        }
        ((Tensor)read[0]!).zero_();
        Assert.All(read, y => Assert.True(((Tensor)y!).to(complex128).eq(0).all().item<bool>()));
    }

    [Fact]
    public void Values_of_every_kind_come_back()
    {
        var big = BigInteger.Pow(2, 80);
        var value = new Dictionary<string, object?>
        {
            ["none"] = null, ["true"] = true, ["int"] = -5L, ["byte"] = 200L, ["wide"] = long.MinValue, ["big"] = -big, ["float"] = double.NegativeInfinity, ["complex"] = new Complex(1, -2),
            ["text"] = "héllo 世界", ["empty"] = "", ["bytes"] = new byte[] { 0, 127, 255 }, ["list"] = new List<object?> { 1L, "a", null }, ["tuples"] = new object?[] { Array.Empty<object?>(), new object?[] { 1L, 2L, 3L, 4L } },
            ["dtype"] = float16, ["size"] = new torch.Size([2L, 3L]), ["device"] = new torch.Device("cuda:1"), ["set"] = new HashSet<object> { 1L, "x" }, ["state"] = new Dictionary<string, Tensor> { ["w"] = ones(2) },
            ["by number"] = new Dictionary<object, object?> { [0L] = "zero", [1.5] = "half" },
        };
        var read = Again(value);
        Assert.Equal(value.Keys, read.Keys);
        foreach (string name in value.Keys.Except(["state"])) Assert.Equivalent(value[name], read[name], strict: true);
        Assert.Equal([1f, 1f], Assert.IsType<Dictionary<string, Tensor>>(read["state"])["w"].ToArray<float>());
        Assert.IsType<Dictionary<object, object?>>(read["by number"]);
    }

    [Fact]
    public void What_CSharp_has_besides_is_saved_as_the_nearest()
    {
        Assert.Equal([1L, 2L], Again<object>((1, (short)2)) as object?[]);
        Assert.Equal([1L, 2L], Again<object>(new long[] { 1, 2 }) as List<object?>);
        Assert.Equal(0.5, Again<object>(0.5f));
        Assert.Equal((BigInteger)ulong.MaxValue, Again<object>(ulong.MaxValue));
        Assert.Throws<NotSupportedException>(() => Again<object>(DateTime.Now));
        Assert.Throws<NotSupportedException>(() => Again<object>(nn.Identity()));
        Assert.Throws<NotSupportedException>(() => Again(ones([2], device: "meta")));
        var x = ones(4, dtype: complex64);
        Assert.Throws<InvalidOperationException>(() => Again<object>(new object?[] { x, view_as_real(x) }));
    }

    [Fact]
    public void Objects_that_are_there_twice_are_so_again()
    {
        var x = ones(2);
        var list = new List<object?> { x, x };
        list.Add(list);
        var read = Again(list);
        Assert.Same(read[0], read[1]);
        Assert.Same(read, read[2]);
    }

    [Fact]
    public void Gradients_and_parameters_are_kept()
    {
        var read = Again(new List<object?> { ones(2, requires_grad: true), new Parameter(ones(2)), new Parameter(ones(2), requires_grad: false) });
        Assert.True(((Tensor)read[0]!).requires_grad);
        Assert.True(Assert.IsType<Parameter>(read[1]).requires_grad);
        Assert.False(Assert.IsType<Parameter>(read[2]).requires_grad);
        Assert.True(((Tensor)read[0]!).is_leaf);
    }

    [Fact]
    public void Storages_begin_at_multiples_of_64_and_any_zip_reader_reads_the_file()
    {
        using var folder = new Folder();
        torch.save(new Dictionary<string, Tensor> { ["a"] = ones(3), ["b"] = arange(5) }, folder["my.pt"]);
        using var zip = ZipFile.OpenRead(folder["my.pt"]);
        Assert.Equal(["my/data.pkl", "my/.format_version", "my/.storage_alignment", "my/byteorder", "my/data/0", "my/data/1", "my/version"], zip.Entries.Select(entry => entry.FullName));
        using var text = new StreamReader(zip.GetEntry("my/version")!.Open());
        Assert.Equal("3\n", text.ReadToEnd());
        byte[] bytes = System.IO.File.ReadAllBytes(folder["my.pt"]);
        int at = bytes.AsSpan().IndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>([1, 1, 1]));
        Assert.Equal(0, at % 64);
    }

    [Fact]
    public void A_mapped_file_is_read_and_never_written()
    {
        using var folder = new Folder();
        var x = arange(6, dtype: float32);
        torch.save(new object?[] { x.view(2, 3), x, tensor([true, false]) }, folder["m.pt"]);
        byte[] before = System.IO.File.ReadAllBytes(folder["m.pt"]);
        var read = torch.load<object?[]>(folder["m.pt"], mmap: true);
        var (matrix, line) = ((Tensor)read[0]!, (Tensor)read[1]!);
        Assert.Equal([0f, 1, 2, 3, 4, 5], matrix.ToArray<float>());
        matrix.add_(1);
        Assert.Equal([1f, 2, 3, 4, 5, 6], line.ToArray<float>());
        Assert.Equal([true, false], ((Tensor)read[2]!).ToArray<bool>());
        Assert.Equal(before, System.IO.File.ReadAllBytes(folder["m.pt"]));
    }

    [Fact]
    public void Tensors_are_put_where_they_are_wanted()
    {
        using var stream = new MemoryStream();
        torch.save(new Parameter(ones(2)), stream);
        stream.Position = 0;
        var read = Assert.IsType<Parameter>(torch.load<Tensor>(stream, "meta"));
        Assert.Equal((DeviceType.META, true), (read.device_type, read.requires_grad));
    }

    [Fact]
    public void Another_type_than_asked_for_is_named()
    {
        using var folder = new Folder();
        torch.save(new Dictionary<string, object?> { ["epoch"] = 3, ["model"] = new Dictionary<string, Tensor> { ["w"] = ones(1) } }, folder["c.pt"]);
        var error = Assert.Throws<InvalidDataException>(() => torch.load<Dictionary<string, Tensor>>(folder["c.pt"]));
        Assert.Equal($"{folder["c.pt"]}: the file holds a dictionary of 'epoch', 'model', which is no Dictionary<String, Tensor>", error.Message);
        Assert.Throws<InvalidDataException>(() => torch.load(folder["c.pt"]));
        Assert.Single((Dictionary<string, Tensor>)torch.load<Dictionary<string, object?>>(folder["c.pt"])["model"]!);
        torch.save(new Dictionary<string, Tensor> { ["w"] = ones(1) }, folder["s.pt"]);
        Assert.Single(torch.load<Dictionary<string, object?>>(folder["s.pt"]));
        torch.save(ones(3), folder["t.pt"]);
        Assert.Equal([1f, 1, 1], torch.load(folder["t.pt"]).ToArray<float>());
    }

    [Theory, InlineData("m.pt"), InlineData("m.pth"), InlineData("m.safetensors"), InlineData("m.dat")]
    public void A_module_is_read_whatever_the_format(string name)
    {
        using var folder = new Folder();
        nn.Module one = nn.LayerNorm(3), two = nn.LayerNorm(3);
        foreach (var parameter in one.parameters()) nn.init.constant_(parameter, 7);
        one.save(folder[name]);
        two.load(folder[name]);
        foreach (var (key, value) in one.state_dict()) Assert.True(value.equal(two.state_dict()[key]));
        two.save(folder[name], skip: ["bias"]);
        Assert.Throws<InvalidOperationException>(() => one.load(folder[name]));
    }
}
