using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Darkhorse.Memory;

/// <summary>
/// Host memory in blocks of fixed size classes, 64-byte aligned, reused without a page fault. See docs/memory.md for the measurements.
/// </summary>
/// <remarks>
/// Note [Who frees a block]: nobody has to. Each block owns one weak handle to the storage that uses it. When the pool has no free block and the blocks
/// outstanding exceed a budget, it asks for a collection and takes back every block whose handle has gone empty; a collection that happened by itself is
/// noticed by its count and used for free. There are no finalizers: a dead storage costs one collection, not two, and no thread is waited for.
/// </remarks>
public static unsafe class HostPool
{
    /// <summary>
    /// The least that may be allocated between collections. Dead blocks that wait for the collector are cold when they come back. On a processor with 32 MB of
    /// last-level cache, of which a core sees about half, 10,000 additions took 1.3 us in blocks that take turns within 8 MB, 2.3 us within 16 MB and 3.5 us within 24 MB.
    /// </summary>
    const long LeastAllowance = 8L << 20;

    /// <summary>Collections may take this part of the time; where they take more, more is allocated between them.</summary>
    const double LargestCost = 0.25;

    /// <summary>Of the machine's memory (or the container's), the part that may fill up with dead blocks before a collection is asked for.</summary>
    const double LargestShare = 0.6;

    /// <summary>Blocks from here on go back to the system when they are freed.</summary>
    const long LargestPooled = 256L << 20;

    /// <summary>One piece of native memory.</summary>
    internal sealed class Block(byte* data, long size, int sizeClass)
    {
        public readonly byte* Data = data;
        public readonly long Size = size;
        public readonly int SizeClass = sizeClass;
        public GCHandle User = GCHandle.Alloc(null, GCHandleType.Weak);
        public int Slot; // its place among the outstanding blocks
        public int Age; // the collections there had been when it was taken
    }

    static readonly Lock Gate = new();
    static readonly List<Block> Outstanding = [];
    static readonly Stack<Block>?[] Free = new Stack<Block>?[512];
    static long _outstandingBytes, _freeBytes, _liveAtFull, _allowance = LeastAllowance, _granted = LeastAllowance, _live, _lastCollected;
    static double _cost;
    static int _collectionsSeen;

    [ThreadStatic] static AllocationLog? t_log;

    /// <summary>Bytes in blocks that are in use, or not yet known to be dead.</summary>
    public static long OutstandingBytes => Volatile.Read(ref _outstandingBytes);

    /// <summary>Bytes waiting to be reused.</summary>
    public static long FreeBytes => Volatile.Read(ref _freeBytes);

    /// <summary>Collections the pool asked for, and the time they took.</summary>
    public static int Collections { get; private set; }

    public static TimeSpan CollectionTime { get; private set; }

    /// <summary>Writes down the storages that this thread takes from the pool; the backward pass gives its temporaries back by it.</summary>
    internal static AllocationLog? Log
    {
        get => t_log;
        set => t_log = value;
    }

    /// <summary>Nothing is written down until it is disposed: the user's code runs, and may keep what it makes.</summary>
    internal readonly struct Unlogged : IDisposable
    {
        readonly AllocationLog? _log;

        public Unlogged()
        {
            _log = t_log;
            t_log = null;
        }

        public void Dispose() => t_log = _log;
    }

    internal static byte* Take(Storage user, long byteCount)
    {
        int sizeClass = SizeClass(byteCount, out long size);
        lock (Gate)
        {
            var block = TakeFree(sizeClass) ?? Grow(sizeClass, size);
            block.User.Target = user;
            (block.Slot, block.Age) = (Outstanding.Count, Collections);
            Outstanding.Add(block);
            _outstandingBytes += block.Size;
            user.Block = block;
            t_log?.Add(user);
            return block.Data;
        }
    }

    internal static void Return(Block block)
    {
        lock (Gate) Reclaim(block);
    }

    /// <summary>Gives the free blocks back to the system.</summary>
    public static void Trim()
    {
        lock (Gate)
        {
            Scan();
            ReleaseFree();
        }
    }

    static Block? TakeFree(int sizeClass)
    {
        if (Free[sizeClass] is not { } stack || !stack.TryPop(out var block)) return null;
        _freeBytes -= block.Size;
        return block;
    }

    /// <summary>No free block of the class: first see what the collector has freed, then ask it, then the system.</summary>
    static Block Grow(int sizeClass, long size)
    {
        if (GC.CollectionCount(0) != _collectionsSeen)
        {
            Scan();
            if (TakeFree(sizeClass) is { } found) return found;
        }
        if (_outstandingBytes + size > Budget(size))
        {
            long before = _outstandingBytes, start = Stopwatch.GetTimestamp();
            Collect(1);
            // Generation 1 catches what died within two collections, as activations do. What survived longer needs a full one.
            if (IsFullDue(before - _outstandingBytes)) Collect(2);
            SetAllowance(before - _outstandingBytes, start);
            Grant(size);
            if (TakeFree(sizeClass) is { } found) return found;
            // What lies free fits other sizes than those asked for now: give it back rather than grow on.
            if (_freeBytes + size > Math.Max(Budget(size), 4 * LeastAllowance)) ReleaseFree();
        }
        return new(Native(size), size, sizeClass);
    }

    /// <summary>When young collections free too little for as much again as is live, or since the last full one the blocks have doubled.</summary>
    static bool IsFullDue(long freed)
        => (freed < _allowance / 2 && _allowance >= _outstandingBytes) || _outstandingBytes > 2 * _liveAtFull + 3 * LeastAllowance;

    /// <summary>
    /// More may be allocated before the next collection where this one freed little, as in a forward pass that keeps what it makes, and where collections cost
    /// much, beside many objects and threads; else less, down to what the cache holds.
    /// </summary>
    static void SetAllowance(long freed, long start)
    {
        long end = Stopwatch.GetTimestamp();
        // Down at once and up slowly: a collection that took long because the machine was busy says nothing.
        _cost = Math.Min((end - start) / (double)(end - _lastCollected), 1.2 * _cost + 0.01);
        _lastCollected = end;
        if (freed < _allowance / 2 || _cost > LargestCost) (_allowance, _cost) = (2 * _allowance, _cost / 2);
        else if (_cost < LargestCost / 2) (_allowance, _cost) = (_allowance / 2, 2 * _cost);
        _allowance = Math.Clamp(_allowance, LeastAllowance, Math.Max(8 * LeastAllowance, _outstandingBytes));
    }

    /// <summary>Grants the allowance, but room for two blocks of the size; less on a machine that has not so much, but always room to go on.</summary>
    static void Grant(long size)
    {
        long room = (long)(LargestShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) - _outstandingBytes;
        _live = _outstandingBytes;
        _granted = Math.Min(Math.Max(_allowance, 2 * size), Math.Max(room, _outstandingBytes / 4 + size));
    }

    /// <summary>What may be outstanding: what was live at the last collection and still is, and what was granted then, if that is not too much for what is live now.</summary>
    static long Budget(long size) => _live + Math.Min(_granted, Math.Max(8 * LeastAllowance, Math.Max(_live, 2 * size)));

    /// <summary>Memory from the system; where it has none left, after a full collection and without the free blocks once more.</summary>
    static byte* Native(long size)
    {
        try
        {
            return (byte*)NativeMemory.AlignedAlloc((nuint)size, 64);
        }
        catch (OutOfMemoryException)
        {
            Collect(2);
            ReleaseFree();
        }
        try
        {
            return (byte*)NativeMemory.AlignedAlloc((nuint)size, 64);
        }
        catch (OutOfMemoryException error)
        {
            throw new OutOfMemoryException($"not enough memory: you tried to allocate {size} bytes ({_outstandingBytes} bytes are in use by tensors).", error);
        }
    }

    static void Collect(int generation)
    {
        long start = Stopwatch.GetTimestamp();
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        Scan();
        if (generation == 2) _liveAtFull = _outstandingBytes;
        Collections++;
        CollectionTime += Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Takes back every outstanding block whose storage has been collected, those used last on top: they may still be in the cache.</summary>
    static void Scan()
    {
        _collectionsSeen = GC.CollectionCount(0);
        int kept = 0;
        foreach (var block in CollectionsMarshal.AsSpan(Outstanding))
        {
            if (block.User.Target is null)
            {
                PutBack(block);
                continue;
            }
            block.Slot = kept;
            Outstanding[kept++] = block;
        }
        Outstanding.RemoveRange(kept, Outstanding.Count - kept);
    }

    static void Reclaim(Block block)
    {
        var last = Outstanding[^1];
        Outstanding[block.Slot] = last;
        last.Slot = block.Slot;
        Outstanding.RemoveAt(Outstanding.Count - 1);
        block.User.Target = null;
        PutBack(block);
    }

    static void PutBack(Block block)
    {
        _outstandingBytes -= block.Size;
        if (block.Age != Collections) _live -= block.Size;
        if (block.Size >= LargestPooled)
        {
            Destroy(block);
            return;
        }
        _freeBytes += block.Size;
        (Free[block.SizeClass] ??= new()).Push(block);
    }

    static void ReleaseFree()
    {
        foreach (var stack in Free)
            while (stack is not null && stack.TryPop(out var block)) Destroy(block);
        _freeBytes = 0;
    }

    static void Destroy(Block block)
    {
        NativeMemory.AlignedFree(block.Data);
        block.User.Free();
    }

    /// <summary>Eight classes between powers of two: at most an eighth of a block is wasted.</summary>
    static int SizeClass(long byteCount, out long size)
    {
        long n = Math.Max(byteCount, Storage.SmallBytes) - 1;
        int shift = Math.Max(BitOperations.Log2((ulong)n) - 3, 0);
        long steps = (n >> shift) + 1; // 9..16
        size = steps << shift;
        return shift * 8 + (int)(steps - 9);
    }
}

/// <summary>The storages taken from the pool while it was in force.</summary>
internal sealed class AllocationLog
{
    readonly List<Storage> _storages = [];

    public void Add(Storage storage) => _storages.Add(storage);
    public int Count => _storages.Count;
    public Storage this[int index] => _storages[index];
    public void Clear() => _storages.Clear();
}
