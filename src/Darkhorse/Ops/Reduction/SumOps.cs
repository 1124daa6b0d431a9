using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>Sums over the dims that broadcasting to this shape from <paramref name="layout"/> added.</summary>
    internal static Tensor sum_to_size(Tensor x, Layout layout)
    {
        int shift = x.Layout.Rank - layout.Rank;
        ulong mask = 0;
        for (int d = 0; d < x.Layout.Rank; d++)
            if (d < shift || (layout.Sizes[d - shift] == 1 && x.Sizes[d] != 1)) mask |= 1UL << d;
        if (mask == 0) return x;
        var sum = Sum.Over(x, mask, keepdim: true, null);
        return shift == 0 ? sum : sum.reshape(layout.Sizes);
    }

    public partial class Tensor
    {
        /// <summary>The sum of all elements.</summary>
        public Tensor sum(ScalarType? type = null) => Sum.Over(this, Reduce.Mask(this, []), false, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => Sum.Over(this, Reduce.Mask(this, dim), keepdim, type);

        public Tensor mean(ScalarType? type = null) => Mean(Reduce.Mask(this, []), false, type);

        public Tensor mean(ReadOnlySpan<long> dimensions, bool keepdim = false, ScalarType? type = null) => Mean(Reduce.Mask(this, dimensions), keepdim, type);

        Tensor Mean(ulong mask, bool keepdim, ScalarType? type)
        {
            if (!(type?.ToDType() ?? DType) .IsFloat && !(type?.ToDType() ?? DType).IsComplex)
                throw new InvalidOperationException($"mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {DType.LegacyName}");
            long count = 1;
            for (int d = 0; d < Layout.Rank; d++) if ((mask >> d & 1) != 0) count *= Sizes[d];
            return Sum.Over(this, mask, keepdim, type) / (Scalar)(double)count;
        }
    }
}
