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
}
