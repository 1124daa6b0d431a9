using System.Globalization;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>One part of an index, <c>x[part, part, …]</c>: a position, a slice, a tensor of positions, a mask, a new dim, or an ellipsis.</summary>
    /// <remarks>Numbers, <c>^1</c>, ranges, tensors, bools and texts such as <c>"1:-1"</c> convert to it.</remarks>
    public readonly struct TensorIndex
    {
        internal enum Part : byte
        {
            Null,
            Single,
            Slice,
            Ellipsis,
            Bool,
            Tensor,
        }

        /// <summary>A bound of a slice that was left out.</summary>
        internal const long Open = long.MinValue;

        internal readonly Part Kind;
        internal readonly long Start, Stop, Step;
        internal readonly Tensor? Indices;

        TensorIndex(Part kind, long start = Open, long stop = Open, long step = 1, Tensor? indices = null)
            => (Kind, Start, Stop, Step, Indices) = (kind, start, stop, step, indices);

        /// <summary>Positions start, start + step, … before stop. Negative bounds count from the end, bounds outside are cut off.</summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Part.Slice, start ?? Open, stop ?? Open, step ?? 1);

        public static TensorIndex Slice((int?, int?) range) => new(Part.Slice, range.Item1 ?? Open, range.Item2 ?? Open);

        public static TensorIndex Slice(Range range) => new(Part.Slice, Bound(range.Start), Bound(range.End));

        /// <summary>A new dim of size 1 or, for false, 0.</summary>
        public static TensorIndex Bool(bool value) => new(Part.Bool, value ? 1 : 0);

        /// <summary>One position, whose dim disappears; null is <see cref="None"/>.</summary>
        public static TensorIndex Single(long? index) => index is { } i ? new(Part.Single, i) : None;

        /// <summary>Positions along one dim (int64 or int32), or a mask (bool or uint8) over as many dims as it has.</summary>
        public static TensorIndex Tensor(Tensor tensor) => new(Part.Tensor, indices: tensor);

        /// <summary>All dims that no other part speaks of.</summary>
        public static TensorIndex Ellipsis => new(Part.Ellipsis);

        /// <summary>A new dim of size 1.</summary>
        public static TensorIndex None => default;

        /// <summary>A new dim of size 1.</summary>
        public static TensorIndex Null => default;

        /// <summary>The whole of a dim.</summary>
        public static TensorIndex Colon => new(Part.Slice);

        public static implicit operator TensorIndex(long value) => new(Part.Single, value);
        public static implicit operator TensorIndex(bool value) => Bool(value);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => new(Part.Single, Bound(index));
        public static implicit operator TensorIndex(Tensor? tensor) => tensor is null ? None : Tensor(tensor);

        /// <summary>Reads one part of an index as Python writes it: <c>3</c>, <c>1:-1</c>, <c>::2</c>, <c>...</c>, <c>None</c>, <c>[0, 2]</c>.</summary>
        /// <exception cref="IndexOutOfRangeException">The text is no such part.</exception>
        public static implicit operator TensorIndex(string text) => IndexText.OnePart(text);

        /// <summary>The tensor of an index made of one; any other index has none.</summary>
        public static implicit operator Tensor?(TensorIndex value) => value.Indices;

        public override string ToString() => Kind switch
        {
            Part.Null => "None",
            Part.Single => Start.ToString(CultureInfo.InvariantCulture),
            Part.Slice => (Start == Open ? "" : Start.ToString(CultureInfo.InvariantCulture)) + ":" + (Stop == Open ? "" : Stop.ToString(CultureInfo.InvariantCulture))
                + (Step == 1 ? "" : ":" + Step.ToString(CultureInfo.InvariantCulture)),
            Part.Ellipsis => "...",
            Part.Bool => Start != 0 ? "True" : "False",
            _ => Indices!.ToString()!,
        };

        /// <summary>An index from the end as a negative number; the end itself lies beyond every size.</summary>
        static long Bound(Index index) => !index.IsFromEnd ? index.Value : index.Value == 0 ? long.MaxValue : -index.Value;
    }
}
