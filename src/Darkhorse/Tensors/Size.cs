using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>The sizes of a tensor's dims, outermost first.</summary>
    [CollectionBuilder(typeof(SizeBuilder), nameof(SizeBuilder.Create))]
    public readonly struct Size : IEnumerable<long>, IEquatable<Size>
    {
        readonly long[]? _sizes;

        public Size(long[] shape) => _sizes = (long[])shape.Clone();
        public Size(IEnumerable<long> shape) => _sizes = [.. shape];
        public Size(int[] shape) => _sizes = Array.ConvertAll(shape, size => (long)size);
        public Size(long size) => _sizes = [size];
        public Size(int size) => _sizes = [size];
        public Size((long, long) size) => _sizes = [size.Item1, size.Item2];
        public Size((long, long, long) size) => _sizes = [size.Item1, size.Item2, size.Item3];
        public Size((long, long, long, long) size) => _sizes = [size.Item1, size.Item2, size.Item3, size.Item4];
        public Size((long, long, long, long, long) size) => _sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];
        public Size((long, long, long, long, long, long) size) => _sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];
        public Size((int, int) size) => _sizes = [size.Item1, size.Item2];
        public Size((int, int, int) size) => _sizes = [size.Item1, size.Item2, size.Item3];
        public Size((int, int, int, int) size) => _sizes = [size.Item1, size.Item2, size.Item3, size.Item4];
        public Size((int, int, int, int, int) size) => _sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];
        public Size((int, int, int, int, int, int) size) => _sizes = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        /// <summary>The sizes of a 0-dim tensor: none.</summary>
        public static readonly Size Empty = new(Array.Empty<long>());

        long[] Sizes => _sizes ?? [];

        /// <summary>The number of dims.</summary>
        public int Length => Sizes.Length;

        public bool IsEmpty => Length == 0;

        /// <summary>Whether it is that of a 0-dim tensor.</summary>
        public bool IsScalar => Length == 0;

        /// <summary>A copy of the sizes.</summary>
        public long[] Shape => [.. Sizes];

        /// <summary>One of the sizes; negative positions count from the end.</summary>
        public long this[int idx] => Sizes[idx < 0 ? idx + Length : idx];

        public long this[long idx] => this[checked((int)idx)];

        /// <summary>How many elements a tensor of these sizes has.</summary>
        public long numel()
        {
            long count = 1;
            foreach (long size in Sizes) count *= size;
            return count;
        }

        /// <summary>The sizes from position <paramref name="first"/> on, below <paramref name="next"/>.</summary>
        public Size Slice(int first, int next) => new(Sizes[first..next]);

        /// <summary>The first <paramref name="i"/> sizes.</summary>
        public IEnumerable<long> Take(int i) => Sizes[..Math.Min(i, Length)];

        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Sizes).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public bool Equals(Size other) => Sizes.AsSpan().SequenceEqual(other.Sizes);
        public override bool Equals(object? obj) => obj is Size other ? Equals(other) : obj is long[] sizes && Sizes.AsSpan().SequenceEqual(sizes);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (long size in Sizes) hash.Add(size);
            return hash.ToHashCode();
        }

        public override string ToString() => $"torch.Size([{string.Join(", ", Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)))}])";

        public static bool operator ==(Size left, Size right) => left.Equals(right);
        public static bool operator !=(Size left, Size right) => !left.Equals(right);
        public static Size operator +(Size left, Size right) => new([.. left.Sizes, .. right.Sizes]);
        public static Size operator +(Size left, IEnumerable<long> right) => new([.. left.Sizes, .. right]);

        public static implicit operator long[](Size size) => size.Shape;
        public static implicit operator ReadOnlySpan<long>(Size size) => size.Sizes;
        public static implicit operator Size(long[] size) => new(size);
        public static implicit operator Size(long size) => new(size);
        public static implicit operator Size((long, long) size) => new(size);
        public static implicit operator Size((long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);
    }

    /// <summary>Makes sizes of a collection expression: <c>Size s = [2, 3];</c></summary>
    public static class SizeBuilder
    {
        public static Size Create(ReadOnlySpan<long> sizes) => new(sizes.ToArray());
    }
}
