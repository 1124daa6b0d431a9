namespace Darkhorse.Ops;

/// <summary>Flat positions as coordinates.</summary>
static class Unravelling
{
    /// <summary>The coordinates, one int64 tensor a dim, of row-major positions in a tensor of a shape.</summary>
    /// <exception cref="ArgumentException">The positions are not integers, or the shape has a negative size.</exception>
    [Op("unravel_index", Variants.Function)]
    public static Tensor[] unravel_index(Tensor indices, params ReadOnlySpan<long> shape)
    {
        if (!indices.DType.IsInteger) throw new ArgumentException($"expected 'indices' to be integer dtype, but got torch.{indices.dtype.ToString().ToLowerInvariant()}");
        foreach (long size in shape)
            if (size < 0) throw new ArgumentException($"'shape' cannot have negative values, but got ({string.Join(", ", shape.ToArray())})");
        var coordinates = new Tensor[shape.Length];
        var rest = indices.to(torch.ScalarType.Int64);
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            coordinates[d] = rest.remainder(shape[d]);
            rest = rest.floor_divide(shape[d]);
        }
        return coordinates;
    }
}
