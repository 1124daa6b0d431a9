using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Stable orders of one run of elements. Short runs are sorted by insertion, long ones by a least-significant-digit radix sort of their keys, eight bits a pass;
/// passes in which all keys agree are left out. Keys of 32 bits, and wider ones of a small range, share a word with the index, which makes every word different
/// and any sort of them stable.
/// </summary>
unsafe struct SortRun : IDisposable
{
    const int Short = 40, Middle = 400;

    readonly bool _wide, _descending;
    readonly long _size;
    ulong* _keys, _spareKeys;
    uint* _order, _spareOrder;
    bool _apart; // whether the indices are kept apart from the keys
    int _shift = 32, _bits = 64; // where the key begins in a word that holds both, and where it ends

    /// <summary>Room for runs of up to <paramref name="size"/> elements of type S.</summary>
    public SortRun(long size, bool wide, bool descending)
    {
        if (size > uint.MaxValue) throw new NotSupportedException($"cannot sort along a dim of {size} elements");
        (_size, _wide, _descending, _apart) = (size, wide, descending, wide);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load<S>(S* x, long stride) where S : unmanaged
    {
        if (!_wide)
        {
            uint flip = _descending ? uint.MaxValue : 0;
            for (long i = 0; i < _size; i++) _keys[i] = (ulong)(SortKeys.Narrow(x[i * stride]) ^ flip) << 32 | (uint)i;
            return;
        }
        ulong least = ulong.MaxValue, most = 0;
        for (long i = 0; i < _size; i++)
        {
            ulong key = SortKeys.Wide(x[i * stride]);
            (_keys[i], _order[i]) = (key, (uint)i);
            (least, most) = (Math.Min(least, key), Math.Max(most, key));
        }
        if (_size > Short && Packs(most - least)) Pack(least, most);
        else if (_descending) for (long i = 0; i < _size; i++) _keys[i] = ~_keys[i];
    }

    /// <summary>Whether keys that differ by no more than <paramref name="range"/> leave room for an index in their words.</summary>
    bool Packs(ulong range)
    {
        _shift = 64 - BitOperations.LeadingZeroCount((ulong)_size - 1);
        _bits = 64 - BitOperations.LeadingZeroCount(range) + _shift;
        _apart = _bits > 64;
        return !_apart;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void Pack(ulong least, ulong most)
    {
        for (long i = 0; i < _size; i++) _keys[i] = (_descending ? most - _keys[i] : _keys[i] - least) << _shift | (uint)i;
    }

    /// <summary>Whether a pass that keeps the best so far is the way to the first <paramref name="count"/>.</summary>
    public readonly bool AreFew(long count) => !_wide && count > 0 && _size >= (count <= Insertable ? 4 : 32) * count;

    /// <summary>
    /// Loads and orders the first <paramref name="count"/> of a run in one pass, in which nearly every element is compared with the last of the best so far and
    /// left out. For counts that are few (see <see cref="AreFew"/>) and keys of 32 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void LoadFirst<S>(S* x, long stride, long count) where S : unmanaged
    {
        uint flip = _descending ? uint.MaxValue : 0, worst = uint.MaxValue;
        long known = 0, i = 0;
        if (typeof(S) == typeof(float) && stride == 1 && Vector256.IsHardwareAccelerated)
        {
            for (; i <= _size - 16; i += 16)
            {
                var keys = SortKeys.OfSingles(Vector512.Load((float*)x + i)) ^ Vector512.Create(flip);
                // Of equals the earlier one is better, so that an equal key changes nothing once there are enough.
                ulong better = known < count ? ushort.MaxValue : Vector512.LessThan(keys, Vector512.Create(worst)).ExtractMostSignificantBits();
                for (; better != 0; better &= better - 1)
                {
                    int k = BitOperations.TrailingZeroCount(better);
                    Consider(SortKeys.Narrow(x[i + k]) ^ flip, i + k, count, ref known, ref worst);
                }
            }
        }
        for (; i < _size; i++) Consider(SortKeys.Narrow(x[i * stride]) ^ flip, i, count, ref known, ref worst);
        if (count > Insertable) SortFirst(count, known);
    }

    /// <summary>Up to here the best are kept in order by insertion; else they gather, twice as many as are wanted, before the worse half is thrown away.</summary>
    const long Insertable = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly void Consider(uint key, long index, long count, ref long known, ref uint worst)
    {
        if (known >= count && key >= worst) return;
        ulong word = (ulong)key << 32 | (uint)index;
        if (count <= Insertable)
        {
            long at = known == count ? count - 1 : known++;
            for (; at > 0 && _keys[at - 1] > word; at--) _keys[at] = _keys[at - 1];
            _keys[at] = word;
            worst = (uint)(_keys[known - 1] >> 32);
            return;
        }
        _keys[known++] = word;
        if (known < 2 * count) return;
        Partition(count, known);
        known = count;
        worst = (uint)(_keys[count - 1] >> 32);
    }

    /// <summary>Index of the element at a place of the order.</summary>
    public readonly long this[long place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _apart ? _order[place] : (long)(_keys[place] & ((1UL << _shift) - 1));
    }

    /// <summary>Whether two neighbours of the order are equal.</summary>
    public readonly bool SameAsNext(long place) => _apart ? _keys[place] == _keys[place + 1] : _keys[place] >> _shift == _keys[place + 1] >> _shift;

    /// <summary>Orders the whole run.</summary>
    public void Sort() => SortFirst(_size);

    /// <summary>Orders the run so far that its first <paramref name="count"/> elements are right.</summary>
    public void SortFirst(long count)
    {
        if (!_apart) SortFirst(count, _size);
        else if (_size <= Short) InsertWide();
        else Radix(0, _size);
    }

    void SortFirst(long count, long size)
    {
        if (count < size && size > Short) Partition(count, size);
        else count = size;
        if (count <= Middle) new Span<ulong>(_keys, (int)count).Sort();
        else Radix(_shift, count);
    }

    /// <summary>Puts the element of one place of the order there, and gives its index.</summary>
    public long Select(long place)
    {
        if (_apart) Sort();
        else Partition(place + 1, _size);
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

    /// <summary>Quickselect: afterwards the first <paramref name="count"/> of the words are the smallest, the largest of them last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void Partition(long count, long size)
    {
        long low = 0, high = size - 1, wanted = count - 1;
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
        int bits = _apart ? 64 : _bits;
        uint* counts = stackalloc uint[8 * 256];
        new Span<uint>(counts, 8 * 256).Clear();
        for (long i = 0; i < count; i++)
            for (int bit = firstBit, pass = 0; bit < bits; bit += 8, pass++) counts[pass * 256 + (byte)(_keys[i] >> bit)]++;
        for (int bit = firstBit, pass = 0; bit < bits; bit += 8, pass++)
        {
            uint* starts = counts + pass * 256;
            if (starts[(byte)(_keys[0] >> bit)] == count) continue;
            uint sum = 0;
            for (int d = 0; d < 256; d++) (starts[d], sum) = (sum, sum + starts[d]);
            ulong* from = _keys, to = _spareKeys;
            if (_apart)
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
