using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Stable orders of one run of elements. Short runs are sorted by insertion, long ones by a least-significant-digit radix sort of their keys, eight bits a pass;
/// passes in which all keys agree are left out. Keys of 32 bits share a word with the index, which makes every word different and any sort of them stable.
/// </summary>
unsafe struct SortRun : IDisposable
{
    const int Short = 40, Middle = 400;

    readonly bool _wide, _descending;
    readonly long _size;
    ulong* _keys, _spareKeys;
    uint* _order, _spareOrder;

    /// <summary>Room for runs of up to <paramref name="size"/> elements of type S.</summary>
    public SortRun(long size, bool wide, bool descending)
    {
        if (size > uint.MaxValue) throw new NotSupportedException($"cannot sort along a dim of {size} elements");
        (_size, _wide, _descending) = (size, wide, descending);
        _keys = (ulong*)NativeMemory.Alloc((nuint)size * 2, sizeof(ulong));
        _spareKeys = _keys + size;
        if (!wide) return;
        _order = (uint*)NativeMemory.Alloc((nuint)size * 2, sizeof(uint));
        _spareOrder = _order + size;
    }

    public readonly void Dispose()
    {
        NativeMemory.Free(_keys < _spareKeys ? _keys : _spareKeys);
        if (_wide) NativeMemory.Free(_order < _spareOrder ? _order : _spareOrder);
    }

    /// <summary>Takes the keys of a run.</summary>
    public readonly void Load<S>(S* x, long stride) where S : unmanaged
    {
        if (_wide)
        {
            ulong flip = _descending ? ulong.MaxValue : 0;
            for (long i = 0; i < _size; i++) (_keys[i], _order[i]) = (SortKeys.Wide(x[i * stride]) ^ flip, (uint)i);
        }
        else
        {
            uint flip = _descending ? uint.MaxValue : 0;
            for (long i = 0; i < _size; i++) _keys[i] = (ulong)(SortKeys.Narrow(x[i * stride]) ^ flip) << 32 | (uint)i;
        }
    }

    /// <summary>
    /// Loads and orders the first <paramref name="count"/> of a run in one pass: each element is compared with the last of the best so far. For counts that are few
    /// (see <see cref="AreFew"/>) and keys of 32 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void LoadFirst<S>(S* x, long stride, long count) where S : unmanaged
    {
        uint flip = _descending ? uint.MaxValue : 0;
        ulong* best = _keys;
        long known = 0;
        uint worst = uint.MaxValue;
        for (long i = 0; i < _size; i++)
        {
            uint key = SortKeys.Narrow(x[i * stride]) ^ flip;
            // Of equals the earlier one is better, so that an equal key changes nothing once there are enough.
            if (known == count && key >= worst) continue;
            ulong word = (ulong)key << 32 | (uint)i;
            long at = known == count ? count - 1 : known++;
            for (; at > 0 && best[at - 1] > word; at--) best[at] = best[at - 1];
            best[at] = word;
            worst = (uint)(best[known - 1] >> 32);
        }
    }

    /// <summary>Whether one pass with insertions is the way to the first <paramref name="count"/>.</summary>
    public readonly bool AreFew(long count) => !_wide && count <= 32 && _size >= 4 * count;

    /// <summary>Index of the element at a place of the order.</summary>
    public readonly long this[long place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _wide ? _order[place] : (uint)_keys[place];
    }

    /// <summary>Whether two neighbours of the order are equal.</summary>
    public readonly bool SameAsNext(long place) => _wide ? _keys[place] == _keys[place + 1] : _keys[place] >> 32 == _keys[place + 1] >> 32;

    /// <summary>Orders the whole run.</summary>
    public void Sort() => SortFirst(_size);

    /// <summary>Orders the run so far that its first <paramref name="count"/> elements are right.</summary>
    public void SortFirst(long count)
    {
        if (_wide)
        {
            if (_size <= Short) InsertWide();
            else Radix(0, _size);
            return;
        }
        if (count < _size && _size > Short) Partition(count);
        else count = _size;
        if (count <= Middle) new Span<ulong>(_keys, (int)count).Sort();
        else Radix(32, count);
    }

    /// <summary>Puts the element of one place of the order there, and gives its index.</summary>
    public long Select(long place)
    {
        if (_wide) Sort();
        else Partition(place + 1);
        return this[place];
    }

    readonly void InsertWide()
    {
        for (long i = 1; i < _size; i++)
        {
            ulong key = _keys[i];
            uint index = _order[i];
            long at = i;
            for (; at > 0 && _keys[at - 1] > key; at--) (_keys[at], _order[at]) = (_keys[at - 1], _order[at - 1]);
            (_keys[at], _order[at]) = (key, index);
        }
    }

    /// <summary>Quickselect: afterwards the first <paramref name="count"/> words are the smallest, the largest of them last.</summary>
    readonly void Partition(long count)
    {
        long low = 0, high = _size - 1, wanted = count - 1;
        while (high - low > 16)
        {
            ulong pivot = Median(_keys[low], _keys[low + (high - low) / 2], _keys[high]);
            long i = low - 1, j = high + 1;
            while (true)
            {
                do i++;
                while (_keys[i] < pivot);
                do j--;
                while (_keys[j] > pivot);
                if (i >= j) break;
                (_keys[i], _keys[j]) = (_keys[j], _keys[i]);
            }
            if (wanted <= j) high = j;
            else low = j + 1;
        }
        new Span<ulong>(_keys + low, (int)(high - low + 1)).Sort();
    }

    static ulong Median(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    void Radix(int firstBit, long count)
    {
        uint* counts = stackalloc uint[8 * 256];
        new Span<uint>(counts, 8 * 256).Clear();
        for (long i = 0; i < count; i++)
            for (int bit = firstBit; bit < 64; bit += 8) counts[bit / 8 * 256 + (byte)(_keys[i] >> bit)]++;
        for (int bit = firstBit; bit < 64; bit += 8)
        {
            uint* starts = counts + bit / 8 * 256;
            if (starts[(byte)(_keys[0] >> bit)] == count) continue;
            uint sum = 0;
            for (int d = 0; d < 256; d++) (starts[d], sum) = (sum, sum + starts[d]);
            ulong* from = _keys, to = _spareKeys;
            if (_wide)
            {
                uint* order = _order, target = _spareOrder;
                for (long i = 0; i < count; i++)
                {
                    uint at = starts[(byte)(from[i] >> bit)]++;
                    (to[at], target[at]) = (from[i], order[i]);
                }
                _order = target;
                _spareOrder = order;
            }
            else
            {
                for (long i = 0; i < count; i++) to[starts[(byte)(from[i] >> bit)]++] = from[i];
            }
            _keys = to;
            _spareKeys = from;
        }
    }
}
