using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Darkhorse.IO;

/// <summary>
/// Reads a Python pickle as data. What a pickle calls is looked up by name in <see cref="PickleGlobals"/>, a list of a few constructors written here: there is no way
/// from a file to any other code. The stream must be seekable, and is left behind the last byte of the pickle.
/// </summary>
/// <remarks>
/// Values are null, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>, <see cref="double"/>, <see cref="string"/>, byte[], lists as <see cref="List{T}"/>,
/// tuples as object[], dictionaries by object, sets as <see cref="HashSet{T}"/>, and what the constructors make. Every value takes a byte of the file at least, so a
/// file cannot ask for more memory than some times its size.
/// </remarks>
/// <param name="stream">Where from.</param>
/// <param name="fetch">Makes a storage of the tuple that names it.</param>
/// <param name="globals">What names mean.</param>
sealed class PickleReader(Stream stream, Func<object?[], object?> fetch, PickleGlobals globals)
{
    public const long LongestPickle = 1 << 28;
    const int MostMarks = 1000, MostValues = 20_000_000, LongestName = 1000;

    readonly List<object?> _stack = [];
    readonly List<int> _marks = [];
    readonly Dictionary<uint, object?> _memo = [];
    int _values;
    readonly long _end = Math.Min(stream.Length, stream.Position + LongestPickle);

    /// <exception cref="InvalidDataException">The pickle is damaged, or wants something that is not allowed.</exception>
    public object? Read()
    {
        while (true)
        {
            byte opcode = Byte();
            if (opcode == '.') return Pop();
            if (!Number(opcode) && !Text(opcode) && !Collect(opcode) && !Memo(opcode) && !Make(opcode))
                throw Bad($"Unsupported operand {opcode}");
        }
    }

    public static InvalidDataException Bad(string what) => new("Weights only load failed: " + what);

    bool Number(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: if (Byte() is 0 or > 5) throw Bad("a pickle of an unknown protocol"); break;
            case 0x95: Take(8); break; // FRAME: how far to read ahead
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 0x8a:
                var whole = new BigInteger(Take(Byte()));
                Push(whole >= long.MinValue && whole <= long.MaxValue ? (object)(long)whole : whole);
                break;
            default: return false;
        }
        return true;
    }

    bool Text(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'X': Push(Utf8(UInt32())); break;
            case 0x8c: Push(Utf8(Byte())); break;
            case 0x8d: Push(Utf8(BinaryPrimitives.ReadInt64LittleEndian(Take(8)))); break;
            case (byte)'U': Push(Utf8(Byte())); break; // a string of Python 2
            case (byte)'T': Push(Utf8(UInt32())); break;
            case (byte)'C': Push(Take(Byte())); break;
            case (byte)'B': Push(Take(UInt32())); break;
            case 0x8e: Push(Take(BinaryPrimitives.ReadInt64LittleEndian(Take(8)))); break;
            default: return false;
        }
        return true;
    }

    bool Collect(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                if (_marks.Count == MostMarks) throw Bad($"the values are nested more than {MostMarks} deep");
                _marks.Add(_stack.Count);
                break;
            case (byte)')': Push(Array.Empty<object?>()); break;
            case (byte)']': Push(new List<object?>()); break;
            case (byte)'}': Push(new Dictionary<object, object?>()); break;
            case 0x8f: Push(new HashSet<object>()); break;
            case (byte)'t': Push(PopToMark()); break;
            case 0x85: Push(PopLast(1)); break;
            case 0x86: Push(PopLast(2)); break;
            case 0x87: Push(PopLast(3)); break;
            case 0x91: Push(PickleGlobals.Set(PopToMark())); break;
            case (byte)'a': AddTo<List<object?>>(PopLast(1), static (list, items) => list.AddRange(items)); break;
            case (byte)'e': AddTo<List<object?>>(PopToMark(), static (list, items) => list.AddRange(items)); break;
            case (byte)'s': AddTo<Dictionary<object, object?>>(PopLast(2), SetItems); break;
            case (byte)'u': AddTo<Dictionary<object, object?>>(PopToMark(), SetItems); break;
            case 0x90: AddTo<HashSet<object>>(PopToMark(), static (set, items) => set.UnionWith(PickleGlobals.Set(items))); break;
            default: return false;
        }
        return true;
    }

    bool Memo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q': _memo[Byte()] = Top; break;
            case (byte)'r': _memo[UInt32()] = Top; break;
            case 0x94: _memo[(uint)_memo.Count] = Top; break;
            case (byte)'h': Push(Remembered(Byte())); break;
            case (byte)'j': Push(Remembered(UInt32())); break;
            default: return false;
        }
        return true;
    }

    bool Make(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c':
                string module = Line();
                Push(globals.Find(module, Line()));
                break;
            case 0x93:
                if (PopLast(2) is not [string from, string name]) throw Bad("a name that is no string");
                Push(globals.Find(from, name));
                break;
            case (byte)'Q':
                Push(fetch(Pop() as object?[] ?? throw Bad("a persistent id that is no tuple")));
                break;
            case (byte)'R' or 0x81:
                var arguments = Pop() as object?[] ?? throw Bad("a call without a tuple of arguments");
                Push(globals.Call(Pop(), arguments));
                break;
            case (byte)'b':
                object? state = Pop();
                PickleGlobals.SetState(Top, state);
                break;
            default: return false;
        }
        return true;
    }

    static void SetItems(Dictionary<object, object?> dictionary, object?[] items)
    {
        if (items.Length % 2 != 0) throw Bad("a key without a value");
        for (int i = 0; i < items.Length; i += 2) dictionary[PickleGlobals.Hashable(items[i])] = items[i + 1];
    }

    void AddTo<T>(object?[] items, Action<T, object?[]> add) where T : class => add(Top as T ?? throw Bad("items are added to something that holds none"), items);

    object? Remembered(uint key) => _memo.TryGetValue(key, out object? value) ? value : throw Bad($"memo value not found at index {key}");

    void Push(object? value)
    {
        if (++_values > MostValues) throw Bad($"more than {MostValues} values");
        _stack.Add(value);
    }

    /// <summary>Where the values of the innermost mark begin: what is below belongs to somebody else.</summary>
    int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    object? Top => _stack.Count > Floor ? _stack[^1] : throw Bad("the stack is empty");

    object? Pop()
    {
        object? top = Top;
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    object?[] PopLast(int count) => _stack.Count - Floor >= count ? PopFrom(_stack.Count - count) : throw Bad("the stack is empty");

    object?[] PopToMark()
    {
        if (_marks.Count == 0) throw Bad("a mark is missing");
        int from = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return PopFrom(from);
    }

    object?[] PopFrom(int index)
    {
        object?[] items = [.. System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_stack)[index..]];
        _stack.RemoveRange(index, items.Length);
        return items;
    }

    byte Byte() => stream.Position < _end && stream.ReadByte() is >= 0 and var value ? (byte)value : throw Bad("the pickle ends too early");

    uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    byte[] Take(long count)
    {
        if (count < 0 || count > _end - stream.Position) throw Bad("the pickle ends too early");
        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    string Utf8(long count)
    {
        byte[] bytes = Take(count);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    string Line()
    {
        var text = new StringBuilder();
        for (byte next = Byte(); next != '\n'; next = Byte())
        {
            if (text.Length == LongestName) throw Bad("a name is too long");
            text.Append((char)next);
        }
        return text.ToString();
    }
}
