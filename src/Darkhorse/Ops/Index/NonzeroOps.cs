using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Where elements are not zero.</summary>
static class NonzeroOps
{
    /// <summary>The coordinates of the elements that are not zero: an int64 row for each, in row-major order, shape [n, input.ndim].</summary>
    [Op("nonzero", Variants.Function | Variants.Method | Variants.Out)]
    [Op("argwhere")]
    public static Tensor Nonzero(Tensor input)
    {
        var mask = MaskOps.Contiguous(input);
        var result = Tensor.Empty(Layout.Contiguous([mask.Backend.CountTrue(mask.Data), input.Layout.Rank]), DType.Int64, input);
        result.Backend.Nonzero(result.Data, mask.Data);
        return result;
    }

    /// <summary>The coordinates of the elements that are not zero, one tensor a dim, fit to index with. A 0-dim input counts as one dim.</summary>
    [Op("nonzero_as_list", Variants.Method)]
    public static IList<Tensor> NonzeroAsList(Tensor input) => NonzeroNumbers(input);

    /// <summary>The same as <c>nonzero(input)</c> or, with <paramref name="as_tuple"/>, as one tensor a dim.</summary>
    [Op("nonzero")]
    public static Tensor[] NonzeroAsTuple(Tensor input, bool as_tuple) => as_tuple ? NonzeroNumbers(input) : [Nonzero(input)];

    /// <summary>The coordinates of the elements that are not zero, one tensor a dim.</summary>
    [Op("where", Variants.Function)]
    public static Tensor[] Where(Tensor condition) => NonzeroNumbers(condition);

    static Tensor[] NonzeroNumbers(Tensor input)
    {
        var coordinates = Nonzero(input.Layout.Rank == 0 ? input.reshape(1) : input);
        var result = new Tensor[coordinates.Sizes[1]];
        for (int d = 0; d < result.Length; d++) result[d] = coordinates.select(1, d);
        return result;
    }
}
