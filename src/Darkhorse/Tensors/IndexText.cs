using System.Globalization;
using TensorIndex = Darkhorse.torch.TensorIndex;

namespace Darkhorse;

/// <summary>
/// An index as Python writes it between brackets: <c>1:-1, ::2</c>, <c>..., None, 0</c>, <c>:, [0, 2]</c>. Parts are integers, slices, <c>...</c>, <c>None</c>, <c>True</c>,
/// <c>False</c> and (nested) lists of integers or of bools, which become index tensors and masks.
/// </summary>
/// <remarks>One pass, bounded in length and depth: a text from outside can ask for no more work than its own length.</remarks>
ref struct IndexText
{
    const int Longest = 1 << 16, DeepestList = 32;

    readonly string _text;
    int _at;

    IndexText(string text)
    {
        _text = text;
        if (text.Length > Longest) throw new IndexOutOfRangeException($"an index of {text.Length} characters is longer than the {Longest} allowed");
    }

    /// <exception cref="IndexOutOfRangeException">The text is no index.</exception>
    public static TensorIndex[] Parts(string text)
    {
        var reader = new IndexText(text);
        var parts = new List<TensorIndex>();
        do
        {
            parts.Add(reader.Part());
        }
        while (reader.Accept(',') && !reader.AtEnd); // as in Python, the last comma may be followed by nothing
        return reader.AtEnd ? [.. parts] : throw reader.Bad();
    }

    /// <summary>Reads a text of one part.</summary>
    /// <exception cref="IndexOutOfRangeException">The text is no such part.</exception>
    public static TensorIndex OnePart(string text)
    {
        var reader = new IndexText(text);
        var part = reader.Part();
        return reader.AtEnd ? part : throw reader.Bad();
    }

    bool AtEnd
    {
        get
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
            return _at == _text.Length;
        }
    }

    TensorIndex Part()
    {
        if (AtEnd) throw Bad();
        if (_text[_at] == '[') return TensorIndex.Tensor(new ListReader().Read(ref this));
        if (Accept("...")) return TensorIndex.Ellipsis;
        if (Accept("None")) return TensorIndex.None;
        if (Accept("True")) return TensorIndex.Bool(true);
        if (Accept("False")) return TensorIndex.Bool(false);
        long? first = Number();
        if (!Accept(':')) return first is { } position ? TensorIndex.Single(position) : throw Bad();
        long? stop = Number();
        return TensorIndex.Slice(first, stop, Accept(':') ? Number() : null);
    }

    /// <summary>A list of integers or bools, or of such lists, which must be of one length at each depth.</summary>
    struct ListReader()
    {
        readonly List<long> _sizes = [], _values = [];
        int _rank; // as deep as the numbers are; 0 before the first
        bool? _bools;

        public Tensor Read(ref IndexText text)
        {
            Level(ref text, 0);
            Tensor flat = torch.tensor(_values);
            return (_bools == true ? flat.ne(0) : flat).reshape(_sizes.ToArray());
        }

        void Level(ref IndexText text, int depth)
        {
            if (depth == DeepestList || _rank > 0 && depth >= _rank) throw text.Bad();
            int first = text._at;
            text.Accept('[');
            bool known = depth < _sizes.Count;
            if (!known) _sizes.Add(0);
            long length = 0;
            for (; !text.Accept(']'); length++)
            {
                if (length > 0 && !text.Accept(',')) throw text.Bad();
                if (text.AtEnd) throw text.Bad();
                if (text._text[text._at] == '[') Level(ref text, depth + 1);
                else Value(ref text, depth);
            }
            if (_rank == 0) _rank = depth + 1;
            if (known && _sizes[depth] != length) throw new ArgumentException($"expected sequence of length {_sizes[depth]} at dim {depth} (got {length}) in the index '{text._text[first..text._at]}'");
            _sizes[depth] = length;
        }

        void Value(ref IndexText text, int depth)
        {
            if (_rank == 0) _rank = depth + 1;
            bool isTrue = text.Accept("True"), isBool = isTrue || text.Accept("False");
            if (_rank != depth + 1 || _bools is { } bools && bools != isBool) throw text.Bad();
            _bools = isBool;
            _values.Add(isBool ? isTrue ? 1 : 0 : text.Number() ?? throw text.Bad());
        }
    }

    bool Accept(char c)
    {
        if (AtEnd || _text[_at] != c) return false;
        _at++;
        return true;
    }

    bool Accept(string word)
    {
        if (AtEnd || string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0) return false;
        _at += word.Length;
        return true;
    }

    /// <summary>The integer that stands here, if one does.</summary>
    long? Number()
    {
        if (AtEnd) return null;
        int start = _at, digits = _text[_at] is '-' or '+' ? _at + 1 : _at;
        int end = digits;
        while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
        if (end == digits) return null;
        _at = end;
        return long.TryParse(_text.AsSpan(start, end - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw Bad();
    }

    readonly IndexOutOfRangeException Bad()
        => new($"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got '{_text}', which is none from character {_at} on)");
}
