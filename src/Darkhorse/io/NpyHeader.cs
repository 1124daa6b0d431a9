using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Darkhorse.IO;

/// <summary>The header of a .npy file: a Python dictionary of exactly the keys descr, fortran_order and shape, read by a parser for that and nothing else.</summary>
sealed class NpyHeader(DType dtype, bool bigEndian, bool fortranOrder, long[] sizes)
{
    // NumPy's own limit: a header can be a way to make the reader work.
    const int LongestHeader = 10_000;

    // NumPy's limit too.
    const int MostDims = 64;

    static readonly (string Code, DType DType)[] s_types =
    [
        ("b1", DType.Bool), ("u1", DType.UInt8), ("i1", DType.Int8), ("i2", DType.Int16), ("i4", DType.Int32), ("i8", DType.Int64),
        ("u2", DType.UInt16), ("u4", DType.UInt32), ("u8", DType.UInt64), ("f2", DType.Float16), ("f4", DType.Float32), ("f8", DType.Float64), ("c8", DType.Complex64), ("c16", DType.Complex128),
    ];

    public DType DType => dtype;
    public bool BigEndian => bigEndian;
    public bool FortranOrder => fortranOrder;
    public long[] Sizes => sizes;

    /// <summary>The sizes in the order of memory, outermost first.</summary>
    public long[] MemorySizes => fortranOrder ? [.. sizes.Reverse()] : sizes;

    /// <summary>Of a tensor with the sizes of memory the view with the array's own.</summary>
    public Tensor Ordered(Tensor memory) => fortranOrder ? memory.permute([.. Enumerable.Range(0, sizes.Length).Reverse().Select(d => (long)d)]) : memory;

    /// <summary>The number of elements.</summary>
    /// <exception cref="InvalidDataException">They are more than <paramref name="length"/> bytes.</exception>
    public long CheckCount(long length)
    {
        long count = RawBytes.CheckedCount(sizes);
        if (count < 0 || count > length / dtype.ItemSize) throw new InvalidDataException($"the shape ({string.Join(", ", sizes)}) is more than the file holds");
        return count;
    }

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header; the stream then stands at the first element.</summary>
    /// <exception cref="InvalidDataException">It is no such header.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (!start[..6].SequenceEqual(Magic)) throw new InvalidDataException("no .npy file");
        int major = start[6];
        if (major is < 1 or > 3) throw new InvalidDataException($"the .npy version {major}.{start[7]} is unknown");
        Span<byte> prefix = stackalloc byte[major == 1 ? 2 : 4];
        stream.ReadExactly(prefix);
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(prefix) : BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        if (length > LongestHeader) throw new InvalidDataException($"the header has {length} bytes, more than the {LongestHeader} allowed");
        byte[] text = new byte[length];
        stream.ReadExactly(text);
        return new Parser((major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text)).Read();
    }

    /// <summary>A header of version 1.0 that ends at a multiple of 64 bytes.</summary>
    /// <exception cref="NotSupportedException">NumPy has no such dtype.</exception>
    public static byte[] Write(DType dtype, ReadOnlySpan<long> sizes, bool fortranOrder = false)
    {
        int type = Array.FindIndex(s_types, type => type.DType == dtype);
        if (type < 0) throw new NotSupportedException($"NumPy has no {dtype.TorchName}: convert the tensor to float32 first");
        string descr = (dtype.ItemSize == 1 ? '|' : '<') + s_types[type].Code;
        var shape = new StringBuilder("(");
        for (int i = 0; i < sizes.Length; i++) shape.Append(i > 0 ? " " : "").Append(sizes[i]).Append(i + 1 < sizes.Length || sizes.Length == 1 ? "," : "");
        string text = $"{{'descr': '{descr}', 'fortran_order': {PythonText.Of(fortranOrder)}, 'shape': {shape}), }}";
        int total = (10 + text.Length + 1 + 63) / 64 * 64;
        byte[] header = new byte[total];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(total - 10)));
        Encoding.Latin1.GetBytes(text.PadRight(total - 11) + "\n", header.AsSpan(10));
        return header;
    }

    /// <summary>Recursive descent over the three entries.</summary>
    struct Parser(string text)
    {
        int _at;

        public NpyHeader Read()
        {
            string? descr = null;
            bool? fortran = null;
            long[]? sizes = null;
            Expect('{');
            while (!Accept('}'))
            {
                string key = Quoted();
                Expect(':');
                if (key == "descr" && descr is null) descr = Accept('[') ? throw new NotSupportedException(".npy: the array has a structured dtype, which no tensor can hold") : Quoted();
                else if (key == "fortran_order" && fortran is null) fortran = Boolean();
                else if (key == "shape" && sizes is null) sizes = Tuple();
                else throw Bad($"the key '{key}' is unexpected");
                if (Accept(',')) continue;
                Expect('}');
                break;
            }
            Skip();
            if (_at != text.Length) throw Bad("it goes on after the dictionary");
            if (descr is null || fortran is null || sizes is null) throw Bad("descr, fortran_order or shape is missing");
            return new(TypeOf(descr), descr[0] == '>', fortran.Value, sizes);
        }

        static DType TypeOf(string descr)
        {
            if (descr.Length < 2 || descr[0] is not ('<' or '>' or '|' or '=')) throw Bad($"the dtype '{descr}' is unknown");
            if (descr[1] == 'O') throw new NotSupportedException(".npy: the array holds pickled Python objects, which could run code; they are not read");
            int type = Array.FindIndex(s_types, type => descr.AsSpan(1).SequenceEqual(type.Code));
            return type >= 0 ? s_types[type].DType : throw new NotSupportedException($".npy: no tensor can hold the dtype '{descr}'");
        }

        static InvalidDataException Bad(string what) => new("the .npy header is damaged: " + what);

        void Skip()
        {
            while (_at < text.Length && text[_at] is ' ' or '\n' or '\t') _at++;
        }

        bool Accept(char c)
        {
            Skip();
            if (_at >= text.Length || text[_at] != c) return false;
            _at++;
            return true;
        }

        void Expect(char c)
        {
            if (!Accept(c)) throw Bad($"'{c}' is missing at {_at}");
        }

        string Quoted()
        {
            Skip();
            if (_at >= text.Length || text[_at] is not ('\'' or '"')) throw Bad($"a string is missing at {_at}");
            char quote = text[_at++];
            int end = text.IndexOf(quote, _at);
            if (end < 0) throw Bad("a string has no end");
            string value = text[_at..end];
            if (value.Contains('\\')) throw Bad("a string has an escape");
            _at = end + 1;
            return value;
        }

        bool Boolean()
        {
            Skip();
            foreach (var (word, value) in new[] { ("False", false), ("True", true) })
            {
                if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0) continue;
                _at += word.Length;
                return value;
            }
            throw Bad($"True or False is missing at {_at}");
        }

        long[] Tuple()
        {
            var sizes = new List<long>();
            Expect('(');
            while (!Accept(')'))
            {
                Skip();
                int start = _at;
                while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
                if (!long.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long size)) throw Bad($"a size is missing at {start}");
                Accept('L'); // Python 2 wrote long integers so
                if (sizes.Count == MostDims) throw Bad($"there are more than {MostDims} dims");
                sizes.Add(size);
                if (Accept(',')) continue;
                Expect(')');
                break;
            }
            return [.. sizes];
        }
    }
}
